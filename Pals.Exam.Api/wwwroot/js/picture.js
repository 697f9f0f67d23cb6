import { element } from './dom.js';
import { text } from './strings.js';

/** A picture at the least size at which a rhythm can be read; where the screen is narrower it scrolls by itself, by keyboard too. */
export const picture = ({ url, alt }) => element('div', { class: 'picture', role: 'group', 'aria-label': text.picture, tabindex: '0' },
  element('img', { class: 'media', src: url, alt }));
