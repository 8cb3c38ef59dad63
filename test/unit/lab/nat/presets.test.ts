import {expect, it} from 'vitest';
import {NAT_PRESETS, natPreset} from '../../../../src/lab/nat/presets.js';

it('expands names to configuration', () => {
  expect(
    Object.fromEntries(NAT_PRESETS.map((name) => [name, natPreset(name)])),
  ).toMatchInlineSnapshot(`
      {
        "cone": {
          "allocation": "port-preserving",
          "filtering": "address-and-port-dependent",
          "hairpin": false,
          "mapping": "endpoint-independent",
        },
        "none": undefined,
        "symmetric": {
          "allocation": "random",
          "filtering": "address-and-port-dependent",
          "hairpin": false,
          "mapping": "address-and-port-dependent",
        },
      }
    `);
});

it('suggests what was meant', () => {
  expect(() => natPreset('symetric')).toThrow(
    expect.objectContaining({
      code: 'NAT_UNKNOWN',
      exitCode: 2,
      hint: 'Did you mean "symmetric"? Presets: none, cone, symmetric.',
    }),
  );
});

it.each(['carrier-grade', 'toString'])('suggests nothing for %s', (name) => {
  expect(() => natPreset(name)).toThrow(
    expect.objectContaining({hint: 'Presets: none, cone, symmetric.'}),
  );
});
