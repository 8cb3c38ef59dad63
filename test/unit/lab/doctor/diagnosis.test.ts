import {expect, test} from 'vitest';
import {rowsText} from '../../../../src/cli/rows-text.js';
import {toDiagnosis} from '../../../../src/lab/doctor/diagnosis.js';
import {BEST_MACHINE, NO_NETEM, NO_ROOTLESS} from '../../../support/machine.js';

const VERSIONS = new Map([
  ['ip', '6.1.0'],
  ['nft', '1.0.6'],
] as const);

test('the best machine', () => {
  const {rows, fabrics} = toDiagnosis(BEST_MACHINE, VERSIONS);
  expect(fabrics).toEqual({netns: true, loopback: true});
  expect(rowsText(rows)).toMatchInlineSnapshot(`
    "machine
      ok    node             v20.18.0
      ok    system           Debian GNU/Linux 12 (bookworm)
      ok    kernel           6.1.0-18-amd64
      ok    user             root

    kernel
      ok    user namespaces  yes
      ok    veth             yes
      ok    nftables         yes
      ok    netem            yes

    programs
      ok    ip               6.1.0
      ok    tc               installed
      ok    nft              1.0.6
      ok    sysctl           installed
      ok    ethtool          installed
      ok    tcpdump          installed
      ok    turnserver       installed
      ok    unshare          installed
      ok    setpriv          installed

    lab
      ok    fabric           netns, as root
      ok    links            netem"
  `);
});

test('an ordinary user of a machine that lacks most', () => {
  const {rows, fabrics} = toDiagnosis(
    {
      ...BEST_MACHINE,
      root: false,
      rootless: NO_ROOTLESS,
      features: {...BEST_MACHINE.features, netem: NO_NETEM},
      missingPrograms: ['turnserver', 'ethtool'],
    },
    VERSIONS,
  );
  expect(fabrics).toEqual({netns: false, loopback: true});
  expect(rowsText(rows)).toMatchInlineSnapshot(`
    "machine
      ok    node             v20.18.0
      ok    system           Debian GNU/Linux 12 (bookworm)
      ok    kernel           6.1.0-18-amd64
      ok    user             not root

    kernel
      less  user namespaces  no: AppArmor restricts them
                             Run as root, or lift what is named.
      ok    veth             yes
      ok    nftables         yes
      less  netem            no: this kernel has no sch_netem
                             Load the module sch_netem (linux-modules-extra on Ubuntu).

    programs
      ok    ip               6.1.0
      ok    tc               installed
      ok    nft              1.0.6
      ok    sysctl           installed
      less  ethtool          not installed
                             apt-get install ethtool
      ok    tcpdump          installed
      less  turnserver       not installed
                             apt-get install coturn
      ok    unshare          installed
      ok    setpriv          installed

    lab
      less  fabric           loopback
                             Not the netns fabric: not installed: ethtool.
      ok    links            userspace"
  `);
});

test('a Node that is too old runs nothing', () => {
  const {rows, fabrics, lab} = toDiagnosis({...BEST_MACHINE, node: 'v20.9.0'}, VERSIONS);
  expect({fabrics, lab}).toEqual({fabrics: {netns: false, loopback: false}, lab: null});
  expect(rows.filter(({state}) => state === 'failed')).toMatchInlineSnapshot(`
    [
      {
        "group": "machine",
        "hint": "Install Node 20.18 or newer.",
        "name": "node",
        "state": "failed",
        "value": "v20.9.0",
      },
      {
        "group": "lab",
        "hint": "See the rows that failed.",
        "name": "fabric",
        "state": "failed",
        "value": "none works here",
      },
    ]
  `);
});
