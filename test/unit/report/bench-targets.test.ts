import {expect, test} from 'vitest';
import {failureLines, targetsTable} from '../../../src/report/bench-targets.js';
import {glyphsFor} from '../../../src/report/glyphs.js';
import {target} from '../../../src/scenario/bench/target.js';

test('a target stands beside what was measured', () => {
  const targets = [
    target({name: 'critical p99 at 0% loss', unit: 'ms', figure: 28.44, atMost: 35}),
    target({name: 'critical lost at 0% loss', unit: 'count', figure: 3, atMost: 0}),
    target({name: 'share', unit: '%', figure: 23, atLeast: 25, atMost: 75}),
    target({name: 'Jain', unit: 'index', figure: 0.946, atLeast: 0.9}),
    target({name: 'drop', unit: 'RTT', figure: null, atMost: 4}),
  ];
  expect(`\n${targetsTable(targets, 80, glyphsFor(false))}\n`).toMatchInlineSnapshot(`
    "
    target                    measured     wanted
    ------------------------  --------  ---------  -------
    critical p99 at 0% loss    28.4 ms   <= 35 ms  met
    critical lost at 0% loss         3       <= 0  NOT MET
    share                          23%  25 to 75%  NOT MET
    Jain                          0.95    >= 0.90  met
    drop                             -   <= 4 RTT  NOT MET
    "
  `);
});

test('a reason is told once', () => {
  expect(failureLines('claw', ['no path', 'late', 'no path'])).toEqual([
    'claw: failed in 2 runs: no path',
    'claw: failed in 1 run: late',
  ]);
});
