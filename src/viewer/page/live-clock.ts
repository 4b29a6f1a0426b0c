/** Tells how far a run that goes on has come: the time of its latest event, and what has passed since that arrived. */
export class LiveClock {
  #arrivedAt = performance.now()

  /** The latest event has just arrived. */
  arrived(): void {
    this.#arrivedAt = performance.now()
  }

  /** Milliseconds since the run began, given those of its latest event. */
  now(latestMs: number): number {
    return latestMs + (performance.now() - this.#arrivedAt)
  }
}
