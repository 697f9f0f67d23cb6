/** Makes an element: element('p', {class: 'soft'}, 'text', child). Text is always text, never HTML. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith('on')) made.addEventListener(key.slice(2), value);
    else if (key === 'variables') for (const [variable, setting] of Object.entries(value)) made.style.setProperty(variable, setting);
    else made.setAttribute(key, value === true ? '' : value);
  }
  made.append(...children.filter(child => child !== null && child !== undefined));
  return made;
}

/** True inside the page of a course provider. */
export const isEmbedded = window.parent !== window;

/** Shows a view in the main landmark and moves the focus to its heading, so that a screen reader follows. */
export function show(...nodes) {
  const main = document.getElementById('content');
  main.replaceChildren(...nodes.filter(node => node !== null));
  const heading = main.querySelector('[data-focus]') ?? main;
  if (heading !== main) heading.setAttribute('tabindex', '-1');
  heading.focus({ preventScroll: true });
  window.scrollTo(0, 0);
  document.dispatchEvent(new CustomEvent('pals-exam-view'));
}

/** Says a sentence to screen readers without moving the focus. */
export function announce(sentence) {
  const region = document.getElementById('announcer');
  region.textContent = '';
  requestAnimationFrame(() => { region.textContent = sentence; });
}
