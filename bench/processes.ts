import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks per second of Linux (`getconf CLK_TCK`), 100 on all common machines. */
const TICKS_A_SECOND = 100;

/** Returns the fields after the program name in /proc/<pid>/stat: state, parent, … */
function statOf(pid: number): string[] {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

/** Returns the CPU seconds used by all threads of a process; null if the system does not report them. */
export function cpuSeconds(pid: number): number | null {
  if (process.platform !== 'linux') return null;
  const stat = statOf(pid);
  return (Number(stat[11]) + Number(stat[12])) / TICKS_A_SECOND;
}

/** Returns the same for PostgreSQL: its main process and its child processes, including those that have exited. */
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
      // The process has exited in the meantime.
    }
  }
  return ticks / TICKS_A_SECOND;
}

/** Returns the peak memory of a process, in MB. */
export function peakMemory(pid: number): number | null {
  if (process.platform !== 'linux') return null;
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return kilobytes ? Math.round(Number(kilobytes) / 1024) : null;
}
