import type {PathSample} from './controller.js';
export class CrossTraffic {
  constructor(_p: number) {}
  pacingRate = 1;
  window = 1e4;
  suspects(_q: number, _t: number) {
    return false;
  }
  clear() {}
  begin(_s: PathSample, _w: number) {}
  isOver(_q: number, _t: number, _s: PathSample) {
    return false;
  }
  onSample(_s: PathSample) {}
}
