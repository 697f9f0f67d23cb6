/** Speaks to the service with the provider's key, which this tab alone remembers. */
import { forTab } from '../storage.js';

const KEY = 'palsexam.provider-key';
const SILENCE = 60000;

/** An answer that is no success, with what the service says of it. */
export class Refusal extends Error {
  constructor(status, details) {
    super(details?.detail ?? details?.title ?? `HTTP ${status}`);
    this.status = status;
    this.type = details?.type ?? 'about:blank';
    this.faults = details?.errors ?? [];
  }
}

export const savedKey = () => forTab.getItem(KEY);
export const saveKey = key => forTab.setItem(KEY, key);
export const forgetKey = () => forTab.removeItem(KEY);

export const get = path => ask('GET', path);
export const post = (path, body) => ask('POST', path, JSON.stringify(body ?? {}), 'application/json');
export const put = (path, body) => ask('PUT', path, JSON.stringify(body), 'application/json');
export const remove = path => ask('DELETE', path);
export const upload = (path, file) => ask('POST', path, file, 'text/csv');

/** Every page of a list. */
export async function all(path, name) {
  const found = [];
  for (let after = null; ;) {
    const page = await get(after === null ? path : `${path}${path.includes('?') ? '&' : '?'}after=${encodeURIComponent(after)}`);
    found.push(...page[name]);
    if (!page.next) return found;
    after = page.next;
  }
}

/** Hands a file of the service to the browser's downloads. */
export async function download(path, name) {
  const response = await send('GET', path);
  const address = URL.createObjectURL(await response.blob());
  const link = Object.assign(document.createElement('a'), { href: address, download: name });
  link.click();
  URL.revokeObjectURL(address);
}

async function ask(method, path, body, type) {
  const response = await send(method, path, body, type);
  const text = await response.text();
  return text ? JSON.parse(text) : null;
}

async function send(method, path, body, type) {
  const headers = { authorization: `Bearer ${savedKey()}` };
  if (type) headers['content-type'] = type;
  const response = await fetch(path, { method, headers, body, cache: 'no-store', credentials: 'omit', signal: AbortSignal.timeout(SILENCE) });
  if (response.ok) return response;
  const isJson = /\bjson\b/.test(response.headers.get('content-type') ?? '');
  throw new Refusal(response.status, isJson ? await response.json() : null);
}
