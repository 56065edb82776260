import { readdirSync, readFileSync } from 'node:fs';

/** Of Linux, the same on every machine that matters (`getconf CLK_TCK`). */
const TICKS_A_SECOND = 100;

/** What follows the name of the program in /proc/<pid>/stat: state, parent, … */
function statOf(pid: number): string[] {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

/** CPU seconds that a process has used, all of its threads together; null where the system does not tell. */
export function cpuSeconds(pid: number): number | null {
  if (process.platform !== 'linux') return null;
  const stat = statOf(pid);
  return (Number(stat[11]) + Number(stat[12])) / TICKS_A_SECOND;
}

/** The same of a PostgreSQL: its main process, those that it has started, and those of them that are gone. */
export function postgresCpuSeconds(postmaster: number): number | null {
  if (process.platform !== 'linux') return null;
  const main = statOf(postmaster);
  let ticks = [11, 12, 13, 14].reduce((sum, i) => sum + Number(main[i]), 0);
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const stat = statOf(Number(entry));
      if (Number(stat[1]) === postmaster) ticks += Number(stat[11]) + Number(stat[12]);
    } catch {
      // It ended since.
    }
  }
  return ticks / TICKS_A_SECOND;
}

/** The most memory that a process has held, in MB. */
export function peakMemory(pid: number): number | null {
  if (process.platform !== 'linux') return null;
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return kilobytes ? Math.round(Number(kilobytes) / 1024) : null;
}
