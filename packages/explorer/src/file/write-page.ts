import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import type { Block } from '../content/blocks';
import { pageText, type PageAssets } from './page';

/** Only the owner can read the file. Never leaves half a file. @returns its size in bytes */
export async function writePage(file: string, built: PageAssets, blocks: readonly Block[]): Promise<number> {
  const unfinished = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    const size = await writeTexts(unfinished, pageText(built, dataElements(blocks), false));
    await rename(unfinished, file);
    return size;
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined);
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    // Node's message ends with the path of the unfinished file.
    const [reason] = message.split(', ');
    throw Object.assign(new Error(`${file} cannot be written: ${reason}`), { code });
  }
}

async function writeTexts(file: string, texts: Iterable<string>): Promise<number> {
  const handle = await open(file, 'wx', 0o600);
  let size = 0;
  try {
    for (const text of texts) {
      const bytes = Buffer.from(text);
      size += bytes.length;
      await handle.writeFile(bytes);
    }
  } finally {
    await handle.close();
  }
  return size;
}

function* dataElements(blocks: readonly Block[]): Generator<string> {
  for (const { name, bytes } of blocks) {
    yield `<script type="application/gzip" id="data-${name}">${bytes.toString('base64')}</script>\n`;
  }
}
