/** Looks again and again, the next time only when the last look is over. */
export class Watch {
  #timer = null;
  #round = 0;

  /** @param {() => Promise<void>} look */
  constructor(look) {
    this.look = look;
  }

  /** Looks every so many seconds from now on. */
  every(seconds) {
    this.stop();
    const round = this.#round;
    const next = () => {
      this.#timer = setTimeout(async () => {
        await this.look();
        if (round === this.#round) next();
      }, 1000 * seconds);
    };
    next();
  }

  stop() {
    this.#round++;
    clearTimeout(this.#timer);
  }
}
