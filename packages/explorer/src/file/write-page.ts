import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import type { Block } from '../content/blocks';
import { pageText, type PageAssets } from './page';

/** Writes a file that only its owner can read, and returns its size in bytes. Never leaves half a file. */
export async function writePage(file: string, built: PageAssets, blocks: readonly Block[]): Promise<number> {
  const unfinished = `${file}.${randomBytes(6).toString('hex')}`;
  const handle = await open(unfinished, 'wx', 0o600);
  let size = 0;
  try {
    try {
      for (const text of pageText(built, dataElements(blocks), false)) {
        const bytes = Buffer.from(text);
        size += bytes.length;
        await handle.writeFile(bytes);
      }
    } finally {
      await handle.close();
    }
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
  return size;
}

function* dataElements(blocks: readonly Block[]): Generator<string> {
  for (const { name, bytes } of blocks) {
    yield `<script type="application/gzip" id="data-${name}">${bytes.toString('base64')}</script>\n`;
  }
}
