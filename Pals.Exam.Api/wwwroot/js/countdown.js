import { announce, element } from './dom.js';
import { text } from './strings.js';

/** A deadline that moved by more than this was changed by somebody; the rest is the way of the response. In milliseconds. */
const CHANGED = 5000;

/** Spoken once each, so that a screen reader is not interrupted every second. */
const ANNOUNCED_AT = [600, 300, 60, 30];

/**
 * The time left, by the server's clock: each state says what time it is there, and from then on the browser's monotonic clock
 * counts, so a wrong or changed computer clock does not matter. The server alone decides when time is up.
 */
export class Countdown {
  #end = null;
  #isUnlimited = false;
  #timer = null;
  #previous = Infinity;
  #display = element('span', { class: 'timer', role: 'timer', 'aria-live': 'off', 'aria-label': text.timeLeft });
  #toggle = element('button', { class: 'plain small', type: 'button', 'aria-pressed': 'false', onclick: () => this.#setHidden(!this.#display.hidden) }, text.hideTime);

  /** @param {() => void} onTimeUp called once when no time is left */
  constructor(onTimeUp) {
    this.onTimeUp = onTimeUp;
  }

  /** Takes a deadline and the time by the server's clock when it said so; without a deadline time does not end. */
  set(deadline, now) {
    if (!deadline) {
      this.stop();
      document.getElementById('status').replaceChildren(element('span', {}, text.noTimeLimit));
      this.#isUnlimited = true;
      return;
    }
    const end = performance.now() + (Date.parse(deadline) - Date.parse(now));
    const isChanged = this.#end !== null && Math.abs(end - this.#end) > CHANGED;
    this.#end = end;
    this.#isUnlimited = false;
    if (isChanged) {
      this.#previous = Infinity;
      announce(text.timeChanged(this.#seconds()));
    }
    if (this.#timer === null) {
      document.getElementById('status').replaceChildren(this.#display, this.#toggle);
      this.#timer = setInterval(() => this.#tick(), 500);
    }
    this.#tick();
  }

  stop() {
    clearInterval(this.#timer);
    this.#timer = null;
    this.#end = null;
    this.#isUnlimited = false;
    this.#previous = Infinity;
    document.getElementById('status').replaceChildren();
  }

  /** Reads the time left aloud. */
  speak() {
    if (this.#isUnlimited) announce(text.noTimeLimit);
    else if (this.#end !== null) announce(text.spokenTime(this.#seconds()));
  }

  #seconds = () => Math.max(0, Math.ceil((this.#end - performance.now()) / 1000));

  #setHidden(hidden) {
    this.#display.hidden = hidden;
    this.#toggle.textContent = hidden ? text.showTime : text.hideTime;
    this.#toggle.setAttribute('aria-pressed', String(hidden));
  }

  #tick() {
    const left = this.#seconds();
    const two = n => String(n).padStart(2, '0');
    const hours = Math.floor(left / 3600);
    const clock = `${two(Math.floor(left / 60) % 60)}:${two(left % 60)}`;
    this.#display.textContent = hours > 0 ? `${hours}:${clock}` : clock;
    this.#display.classList.toggle('low', left <= 300);
    const passed = ANNOUNCED_AT.find(mark => this.#previous > mark && left <= mark);
    if (passed !== undefined && this.#previous !== Infinity) announce(text.spokenTime(left));
    if (left === 0 && this.#previous > 0) {
      this.#previous = 0;
      this.onTimeUp();
      return;
    }
    this.#previous = left;
  }
}
