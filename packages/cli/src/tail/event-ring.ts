import type { ServerEvent } from '../api/read-events.ts';
import type { EventLine } from './event-line.ts';

/** An event as it is shown. */
export interface ShownEvent extends EventLine {
  readonly event: ServerEvent;
}

/** How many events can be gone back to. */
const SIZE = 1000;

/** The last events, one of which may be chosen. While it is paused, new ones are kept and not shown. */
export class EventRing {
  readonly #events: ShownEvent[] = [];
  #chosen: number | undefined;
  #unread = 0;
  #passed = 0;
  isPaused = false;

  /** Keeps an event; true when it is to be shown now. */
  add(shown: ShownEvent): boolean {
    this.#events.push(shown);
    if (this.isPaused) this.#unread += 1;
    if (this.#events.length > SIZE) this.#drop();
    return !this.isPaused;
  }

  #drop(): void {
    this.#events.shift();
    if (this.#chosen !== undefined) this.#chosen = Math.max(this.#chosen - 1, 0);
    if (this.#unread <= this.#events.length) return;
    this.#unread -= 1;
    this.#passed += 1;
  }

  /** Chooses the event so many places later, or earlier, and pauses. The first choice is the newest that was shown. */
  choose(step: number): { readonly shown: ShownEvent; readonly place: string } | undefined {
    this.isPaused = true;
    const newest = this.#events.length - 1;
    const wanted = this.#chosen === undefined ? newest - this.#unread : this.#chosen + step;
    this.#chosen = Math.max(0, Math.min(newest, wanted));
    const shown = this.#events[this.#chosen];
    return shown && { shown, place: `${this.#chosen + 1} of ${this.#events.length}` };
  }

  /** The chosen event, or else the newest. */
  get current(): ShownEvent | undefined {
    return this.#events[this.#chosen ?? this.#events.length - 1];
  }

  /** Goes on: gives what came meanwhile, and how many events were too many to keep. */
  resume(): { readonly events: readonly ShownEvent[]; readonly passed: number } {
    const events = this.#unread === 0 ? [] : this.#events.slice(-this.#unread);
    const passed = this.#passed;
    this.isPaused = false;
    this.#chosen = undefined;
    this.#unread = 0;
    this.#passed = 0;
    return { events, passed };
  }
}
