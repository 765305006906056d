import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { PageDataProvider, type PageData } from './use-answer';
import { createClient } from './data/client';
import type { Start } from './data/calls';
import { Frame } from './frame/frame';
import './styles/index.css';

/** Takes the data blocks out of the page, because the worker keeps them. */
function takeStart(): Start {
  const elements = [...document.querySelectorAll<HTMLScriptElement>('script[id^="data-"]')];
  if (elements.length === 0) return { base: new URL('.', location.href).href };
  const blocks = new Map(elements.map((element) => [element.id.slice('data-'.length), element.textContent]));
  for (const element of elements) element.remove();
  return { blocks };
}

interface Policies {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}

/** The trusted type policy allows only this script. */
function startWorker(): Worker {
  const script = document.getElementById('worker')!.textContent;
  const url = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
  const { trustedTypes } = globalThis as { trustedTypes?: Policies };
  const trusted = trustedTypes?.createPolicy('explorer', { createScriptURL: () => url }).createScriptURL(url) ?? url;
  return new Worker(trusted);
}

function Page() {
  const [opened, setOpened] = useState<PageData>();
  const [part, setPart] = useState(0);
  const [broken, setBroken] = useState<string>();
  useEffect(() => {
    const client = createClient(startWorker(), takeStart(), {
      onProgress: setPart,
      onBroken: setBroken,
      onReady: () => void client.contents().then((contents) => setOpened({ client, contents })),
    });
  }, []);
  if (broken !== undefined) {
    return (
      <div class="error" role="alert">
        The data of this page cannot be read: {broken}
      </div>
    );
  }
  if (!opened) return <Reading part={part} />;
  return (
    <PageDataProvider value={opened}>
      <Frame />
    </PageDataProvider>
  );
}

function Reading({ part }: { part: number }) {
  return (
    <div class="reading">
      <label for="reading">Reading the graph …</label>
      <progress id="reading" value={part} />
    </div>
  );
}

const place = document.getElementById('page')!;
place.replaceChildren();
render(<Page />, place);
