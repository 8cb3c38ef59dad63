import {expect, test} from 'vitest';
import {rowsText} from '../../../src/cli/rows-text.js';

test('rows are aligned under their groups, hints below their rows', () => {
  const text = rowsText([
    {group: 'machine', name: 'node', state: 'ok', value: 'v20.20.2'},
    {group: 'kernel', name: 'user namespaces', state: 'ok', value: 'yes'},
    {group: 'kernel', name: 'netem', state: 'limited', value: 'no', hint: 'Load sch_netem.'},
    {group: 'lab', name: 'fabric', state: 'failed', value: 'none', hint: 'Look above.'},
  ]);
  expect(text).toMatchInlineSnapshot(`
    "machine
      ok    node             v20.20.2

    kernel
      ok    user namespaces  yes
      less  netem            no
                             Load sch_netem.

    lab
      FAIL  fabric           none
                             Look above."
  `);
});
