import type {FlowFigures, ModeRow} from '../scenario/bench/soak/mode-rows.js';
import type {FaultRecord} from '../scenario/bench/soak/run-schedule.js';
import type {AgentFigures, SoakResult} from '../scenario/bench/soak/soak-result.js';
import {joinSections, targetsTable} from './bench-targets.js';
import {columnsOf, renderColumns} from './columns.js';
import type {Glyphs} from './glyphs.js';

const MIB = 2 ** 20;
/** The JSON document has them all. */
const EXAMPLES_MAX = 8;

/** What each mode delivered, what each agent held, which faults there were; then the verdict. */
export function soakTable(result: SoakResult, width: number, glyphs: Glyphs): string {
  const sections = [
    modeColumns(result.modes),
    agentColumns(result.agents),
    faultColumns(result.faults),
  ].map((columns) => renderColumns(columns, width, glyphs));
  return joinSections([
    ...sections,
    targetsTable(result.targets, width, glyphs),
    failures(result).slice(0, EXAMPLES_MAX).join('\n'),
  ]);
}

function modeColumns(rows: readonly ModeRow[]) {
  const column = columnsOf(rows);
  return [
    column('mode', 0, ({mode}) => mode, 'left'),
    column('flows', 3, ({flows}) => String(flows)),
    column('sent', 0, ({sent}) => String(sent)),
    column('delivered', 0, ({sent, delivered}) =>
      sent === 0 ? '' : `${((100 * delivered) / sent).toFixed(1)}%`,
    ),
    column('p50 ms', 1, ({latencyMs}) => ms(latencyMs?.p50)),
    column('p99 ms', 1, ({latencyMs}) => ms(latencyMs?.p99)),
    column('max ms', 2, ({latencyMs}) => ms(latencyMs?.max)),
    column('gap ms', 2, ({gapMs}) => ms(gapMs)),
    column('late', 0, ({late}) => String(late)),
    column('broken', 0, ({broken}) => String(broken)),
  ];
}

function agentColumns(agents: readonly AgentFigures[]) {
  const column = columnsOf(agents);
  const memory = (usage: AgentFigures['usage'][number] | undefined) => mib(usage?.rssBytes ?? null);
  return [
    column('agent', 0, ({agent}) => agent, 'left'),
    column('peers', 0, ({peers, peersMax}) => `${peers}/${peersMax}`),
    column('left', 0, ({peersLeft}) => String(peersLeft)),
    column('channels', 0, ({channelsLeft}) => String(channelsLeft)),
    column('files', 2, ({openFilesBefore, openFilesLeft}) =>
      openFilesBefore === null ? '' : `${openFilesBefore} > ${openFilesLeft}`,
    ),
    column('MiB', 1, ({usage}) => memory(usage[0])),
    column('at the end', 1, ({usage}) => memory(usage.at(-1))),
    column('grew', 0, ({rssGrowthBytes}) => mib(rssGrowthBytes)),
    column('heap grew', 0, ({heapGrowthBytes}) => mib(heapGrowthBytes)),
  ];
}

interface FaultKind {
  fault: string;
  records: readonly FaultRecord[];
}

function faultColumns(faults: readonly FaultRecord[]) {
  const kinds = [...new Set(faults.map(({fault}) => fault))].sort();
  const rows = kinds.map(
    (fault): FaultKind => ({fault, records: faults.filter((record) => record.fault === fault)}),
  );
  const column = columnsOf(rows);
  return [
    column('fault', 0, ({fault}) => fault, 'left'),
    column('n', 0, ({records}) => String(records.length)),
    column('held ms', 0, ({records}) => ms(sum(records, heldMs) / records.length)),
    column('packets lost', 0, ({records}) =>
      records.every(({dropped}) => dropped === null)
        ? ''
        : String(sum(records, ({dropped}) => dropped ?? 0)),
    ),
  ];
}

function failures({flows, lost, proofs}: SoakResult): string[] {
  return [
    ...lost.map(
      ({agent, peer, atMs, reason}) =>
        `${agent} lost ${peer} after ${(atMs / 1000).toFixed(1)} s: ${reason}`,
    ),
    ...flows.flatMap(violationLines),
    ...proofs
      .filter(({isProven}) => !isProven)
      .map(
        ({from, to, path, back}) =>
          `${from} to ${to}: ${path ?? 'none'}, back ${back ?? 'none'}, is not proven`,
      ),
  ];
}

function violationLines({from, to, mode, violations}: FlowFigures): string[] {
  return violations.map(
    ({kind, count, first}) => `${from} to ${to}, ${mode}, ${kind} (${count}): ${first.text}`,
  );
}

function heldMs({committedAtMs, undoneAtMs}: FaultRecord): number {
  return undoneAtMs - committedAtMs;
}

function sum<Row>(rows: readonly Row[], figure: (row: Row) => number): number {
  return rows.reduce((total, row) => total + figure(row), 0);
}

function ms(value: number | undefined): string {
  return value === undefined ? '' : value.toFixed(0);
}

function mib(bytes: number | null): string {
  return bytes === null ? '' : (bytes / MIB).toFixed(1);
}
