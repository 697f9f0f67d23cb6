/** The course provider's pages: who it is, then one section at a time, each under its own fragment so that it can be bookmarked. */
import { element, show } from '../dom.js';
import { Refusal, forgetKey, get, saveKey, savedKey } from './client.js';
import { courses } from './courses.js';
import { field, refusal } from './parts.js';
import { results } from './results.js';
import { roster } from './roster.js';
import { settings } from './settings.js';
import { text } from './strings.js';
import { upload } from './upload.js';

const sections = { roster, upload, courses, results, settings };

addEventListener('hashchange', () => { if (savedKey()) open(); });

if (savedKey()) await enter();
else signIn();

function signIn(sentence) {
  document.getElementById('sections').hidden = true;
  document.getElementById('status').replaceChildren();
  const key = element('input', { type: 'password', autocomplete: 'off', spellcheck: 'false', required: true });
  show(
    element('h1', { 'data-focus': true }, text.signInHeading),
    element('p', { class: 'lead' }, text.signInLead),
    element('form', { class: 'fields', onsubmit: event => { event.preventDefault(); saveKey(key.value.trim()); enter(); } },
      field(text.key, key),
      sentence ? element('p', { class: 'faults', role: 'alert' }, sentence) : null,
      element('div', { class: 'actions' }, element('button', { type: 'submit' }, text.signIn))));
}

async function enter() {
  try {
    await get('/v1/webhooks');
  } catch (error) {
    if (!(error instanceof Refusal)) {
      signIn(text.unreachable);
      return;
    }
    forgetKey();
    signIn(error.status === 403 ? text.wrongRole : error.status === 401 ? text.wrongKey : error.message);
    return;
  }
  document.getElementById('status').replaceChildren(
    element('button', { type: 'button', class: 'plain small', onclick: () => { forgetKey(); signIn(); } }, text.signOut));
  await open();
}

/** Shows the section that the fragment names. */
async function open() {
  const name = location.hash.slice(1) in sections ? location.hash.slice(1) : 'roster';
  const bar = document.getElementById('sections');
  bar.replaceChildren(...Object.keys(sections).map(other =>
    element('a', { href: `#${other}`, 'aria-current': other === name ? 'page' : null }, text.sections[other])));
  bar.hidden = false;
  show(element('p', { class: 'soft', 'data-focus': true }, text.loading));
  try {
    show(...await sections[name]());
  } catch (error) {
    show(element('h1', { 'data-focus': true }, text.sections[name]), refusal(error));
  }
}
