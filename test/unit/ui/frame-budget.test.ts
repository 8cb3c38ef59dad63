import fc from 'fast-check';
import {expect, test} from 'vitest';
import {frameBudget, noticeLinesMax} from '../../../src/ui/frame-budget.js';

test('80x24 with six agents: everything but a few connections', () => {
  const content = {rows: 24, sites: 3, connections: 15, noticeLines: 0, footer: true};
  expect(frameBudget(content)).toEqual({sites: 3, connections: 12, footer: true});
});

test('a frame is always lower than the terminal', () => {
  fc.assert(
    fc.property(
      fc.record({
        rows: fc.integer({min: 4, max: 80}),
        sites: fc.integer({min: 0, max: 100}),
        connections: fc.integer({min: 0, max: 5000}),
        notices: fc.integer({min: 0, max: 100}),
        ended: fc.boolean(),
      }),
      ({rows, sites, connections, notices, ended}) => {
        const noticeLines = Math.min(notices, noticeLinesMax(rows, ended));
        const content = {rows, sites, connections, noticeLines, footer: !ended};
        const budget = frameBudget(content);
        const lines =
          2 +
          (budget.sites > 0 ? 2 + budget.sites : 0) +
          (budget.connections > 0 ? 2 + budget.connections : 0) +
          (noticeLines > 0 ? 1 + noticeLines : 0) +
          (budget.footer ? 2 : 0);
        expect(lines).toBeLessThan(rows);
      },
    ),
  );
});
