import { execFileSync } from 'node:child_process';
import { chmodSync, closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasCode } from '../../src/database/embedded/embedded-postgres-error.js';
import type { ServerUser } from '../../src/database/embedded/unprivileged.js';

/** A separate in-memory file system that can be filled to its last byte. Requires root on Linux. */
export class SmallDisk {
  private constructor(readonly folder: string) {}

  /** Mounts the file system. Returns undefined where mounting is not permitted, as in most containers. */
  static mount(
    mebibytes: number,
    { uid = process.getuid?.(), gid = process.getgid?.() }: ServerUser,
  ): SmallDisk | undefined {
    const folder = mkdtempSync(join(tmpdir(), 'clientele-disk-'));
    chmodSync(folder, 0o711);
    try {
      const options = `size=${mebibytes}m,mode=700,uid=${uid},gid=${gid}`;
      execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'ignore' });
    } catch {
      rmSync(folder, { recursive: true });
      return undefined;
    }
    return new SmallDisk(folder);
  }

  get #ballast(): string {
    return join(this.folder, 'ballast');
  }

  fill(): void {
    const file = openSync(this.#ballast, 'a');
    // The free space shrinks below the size of a piece.
    for (let piece = 1 << 20; piece >= 1;) {
      try {
        writeSync(file, Buffer.alloc(piece));
      } catch (error) {
        if (!hasCode(error, 'ENOSPC')) throw error;
        piece >>= 1;
      }
    }
    closeSync(file);
  }

  makeRoom(): void {
    rmSync(this.#ballast, { force: true });
  }

  /** Unmounts the file system. No file may be open on it. */
  unmount(): void {
    execFileSync('umount', ['--lazy', this.folder]);
    rmSync(this.folder, { recursive: true });
  }
}
