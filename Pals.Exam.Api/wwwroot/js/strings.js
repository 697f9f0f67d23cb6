/**
 * What the page says. Each language is one file below languages/, and putting a file there is all that it takes. The language is the one that the
 * page around the exam or ?lang= asks for, else the first of the browser's that there is, else English; what a file leaves out is said in English.
 */
import * as english from './languages/en.js';

const ENGLISH = 'en';

const chosen = await load(await choose());

/** The sentences, and functions that make sentences. */
export const text = chosen.text;

document.documentElement.lang = chosen.language;
document.documentElement.dir = chosen.direction;
for (const node of document.querySelectorAll('[data-text]')) node.textContent = text[node.dataset.text];

/** The name of the file to take. English, which is here already, needs no question what else there is. */
async function choose() {
  const asked = new URLSearchParams(location.search).get('lang');
  const wanted = [...(asked ? [asked] : []), ...navigator.languages];
  if (wanted.length === 0 || wanted[0].toLowerCase() === ENGLISH) return ENGLISH;
  const names = await available();
  for (const tag of wanted) {
    for (const prefix of prefixes(tag)) {
      const name = names.find(other => other.toLowerCase() === prefix);
      if (name) return name;
    }
  }
  return ENGLISH;
}

/** pt-BR is served by pt-br, else by pt (lookup of RFC 4647). */
function prefixes(tag) {
  const parts = tag.toLowerCase().split('-');
  return parts.map((_, index) => parts.slice(0, parts.length - index).join('-'));
}

async function available() {
  try {
    const response = await fetch(new URL('languages.json', import.meta.url), { credentials: 'omit' });
    return response.ok ? (await response.json()).languages : [];
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // No connection: the exam itself will say so.
    return [];
  }
}

async function load(name) {
  if (name !== ENGLISH) {
    try {
      const other = await import(`./languages/${name}.js`);
      return { language: name, direction: other.direction ?? 'ltr', text: over(english.text, other.text) };
    } catch (error) {
      console.error(`The page cannot speak ${name}:`, error); // A fault in a translation must not keep anybody from an exam.
    }
  }
  return { language: ENGLISH, direction: english.direction, text: english.text };
}

/** The sentences of one language over those of another, so that each has a meaning. */
function over(below, above) {
  const both = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const isGroup = typeof value === 'object' && !Array.isArray(value) && typeof below[key] === 'object';
    both[key] = isGroup ? over(below[key], value) : value;
  }
  return both;
}
