import {escapeXml} from './xml.js';

export interface LegendEntry {
  name: string;
  color: string;
  isDashed?: boolean;
}

const ENTRY = {width: 120, height: 18};

/** How high the legend is, in as many lines as `width` asks for. */
export function legendHeight(entries: readonly LegendEntry[], width: number): number {
  return Math.ceil(entries.length / perLine(width)) * ENTRY.height;
}

/** A short line and a name for each entry; its top left corner is 0, 0. */
export function legendSvg(entries: readonly LegendEntry[], width: number): string {
  return entries
    .map(({name, color, isDashed}, index) => {
      const x = (index % perLine(width)) * ENTRY.width;
      const y = Math.floor(index / perLine(width)) * ENTRY.height;
      const stroke = isDashed ? `stroke="${color}" stroke-dasharray="4 3"` : `stroke="${color}"`;
      return (
        `<path d="M${x} ${y + 6}h18" ${stroke} stroke-width="2"/>` +
        `<text x="${x + 24}" y="${y + 10}">${escapeXml(name)}</text>`
      );
    })
    .join('\n');
}

function perLine(width: number): number {
  return Math.max(1, Math.floor(width / ENTRY.width));
}
