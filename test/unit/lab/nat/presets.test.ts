import {expect, it} from 'vitest';
import {NAT_PRESETS, natPreset} from '../../../../src/lab/nat/presets.js';

it('expands names to configuration', () => {
  expect(
    Object.fromEntries(NAT_PRESETS.map((name) => [name, natPreset(name)])),
  ).toMatchInlineSnapshot(`
    {
      "adm-adf": {
        "nat": {
          "allocation": "seeded",
          "filtering": "address-dependent",
          "hairpin": false,
          "mapping": "address-dependent",
        },
      },
      "adm-apdf": {
        "nat": {
          "allocation": "seeded",
          "filtering": "address-and-port-dependent",
          "hairpin": false,
          "mapping": "address-dependent",
        },
      },
      "adm-eif": {
        "nat": {
          "allocation": "seeded",
          "filtering": "endpoint-independent",
          "hairpin": false,
          "mapping": "address-dependent",
        },
      },
      "apdm-adf": {
        "nat": {
          "allocation": "random",
          "filtering": "address-dependent",
          "hairpin": false,
          "mapping": "address-and-port-dependent",
        },
      },
      "apdm-apdf": {
        "nat": {
          "allocation": "random",
          "filtering": "address-and-port-dependent",
          "hairpin": false,
          "mapping": "address-and-port-dependent",
        },
      },
      "apdm-eif": {
        "nat": {
          "allocation": "random",
          "filtering": "endpoint-independent",
          "hairpin": false,
          "mapping": "address-and-port-dependent",
        },
      },
      "carrier": {
        "carrier": {
          "allocation": {
            "block": [
              41000,
              42023,
            ],
          },
          "filtering": "endpoint-independent",
          "hairpin": true,
          "mapping": "endpoint-independent",
        },
        "nat": {
          "allocation": "port-preserving",
          "filtering": "address-and-port-dependent",
          "hairpin": true,
          "mapping": "endpoint-independent",
        },
      },
      "cloud": {
        "firewall": "stateful-deny",
      },
      "cloud-nat": {
        "nat": {
          "allocation": "random",
          "filtering": "address-and-port-dependent",
          "hairpin": false,
          "mapping": "address-and-port-dependent",
          "mappingTimeoutS": 350,
        },
      },
      "cone": {
        "nat": {
          "allocation": "port-preserving",
          "filtering": "address-and-port-dependent",
          "hairpin": false,
          "mapping": "endpoint-independent",
        },
      },
      "eim-adf": {
        "nat": {
          "allocation": "port-preserving",
          "filtering": "address-dependent",
          "hairpin": false,
          "mapping": "endpoint-independent",
        },
      },
      "eim-apdf": {
        "nat": {
          "allocation": "port-preserving",
          "filtering": "address-and-port-dependent",
          "hairpin": false,
          "mapping": "endpoint-independent",
        },
      },
      "eim-eif": {
        "nat": {
          "allocation": "port-preserving",
          "filtering": "endpoint-independent",
          "hairpin": false,
          "mapping": "endpoint-independent",
        },
      },
      "enterprise": {
        "firewall": "tls-only",
        "nat": {
          "allocation": "random",
          "filtering": "address-and-port-dependent",
          "hairpin": false,
          "mapping": "address-and-port-dependent",
        },
      },
      "home": {
        "nat": {
          "allocation": "port-preserving",
          "filtering": "address-and-port-dependent",
          "hairpin": true,
          "mapping": "endpoint-independent",
        },
      },
      "hotel": {
        "firewall": "web-only",
        "nat": {
          "allocation": "random",
          "filtering": "address-and-port-dependent",
          "hairpin": false,
          "mapping": "address-and-port-dependent",
        },
      },
      "mobile": {
        "nat": {
          "allocation": "random",
          "filtering": "address-and-port-dependent",
          "hairpin": false,
          "mapping": "address-and-port-dependent",
          "mappingTimeoutS": 60,
        },
      },
      "none": {},
      "office": {
        "nat": {
          "allocation": "random",
          "filtering": "address-and-port-dependent",
          "hairpin": false,
          "mapping": "address-and-port-dependent",
          "mappingTimeoutS": 60,
        },
      },
      "symmetric": {
        "nat": {
          "allocation": "random",
          "filtering": "address-and-port-dependent",
          "hairpin": false,
          "mapping": "address-and-port-dependent",
        },
      },
      "udp-blocked": {
        "firewall": "udp-blocked",
        "nat": {
          "allocation": "port-preserving",
          "filtering": "address-and-port-dependent",
          "hairpin": false,
          "mapping": "endpoint-independent",
        },
      },
    }
  `);
});

it('suggests what was meant', () => {
  expect(() => natPreset('symetric')).toThrow(
    expect.objectContaining({
      code: 'NAT_UNKNOWN',
      exitCode: 2,
      hint: expect.stringMatching(
        /^Did you mean "symmetric"\? Presets: none, cone, symmetric, eim-eif, /,
      ),
    }),
  );
});

it.each(['constructor', 'toString'])('suggests nothing for %s', (name) => {
  expect(() => natPreset(name)).toThrow(
    expect.objectContaining({hint: expect.stringMatching(/^Presets: none, cone, /)}),
  );
});

it('has a carrier only behind a NAT, as the layout of addresses asks for', () => {
  const networks = NAT_PRESETS.map((name) => natPreset(name));
  expect(networks.filter(({nat, carrier}) => carrier && !nat)).toEqual([]);
});
