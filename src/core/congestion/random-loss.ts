const SHARE_MAX = 0.5;
const SMOOTHING = 1 / 3;
const FORGETTING = 1 / 8;

/** The share of packets that is lost whatever is sent. */
export class RandomLoss {
  share = 0;

  /**
   * Loss that stays when less is sent is not of our making. What comes at the full rate can be: of that,
   * only less than before counts.
   *
   * @param loss of a round without a queue
   * @param gain at which the packets of that round were sent
   */
  learn(loss: number, gain: number): void {
    const change = loss - this.share;
    if (gain < 1) this.share += change * SMOOTHING;
    else if (gain === 1) this.share += Math.min(0, change) * FORGETTING;
    this.share = Math.min(SHARE_MAX, this.share);
  }
}
