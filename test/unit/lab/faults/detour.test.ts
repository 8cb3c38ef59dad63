import {expect, test} from 'vitest';
import {detourSteps} from '../../../../src/lab/faults/detour.js';
import type {LabSpec} from '../../../../src/lab/lab.js';
import {renderStep} from '../../../../src/lab/step.js';
import {layOut} from '../../../../src/lab/topology.js';

const link = {up: {}, down: {}};
const spec: LabSpec = {
  ...{ownerPid: 7, seed: 1, fabric: 'netns', linkDriver: 'userspace', directory: '/nowhere'},
  sites: [
    {name: 's1', nat: 'cone', hosts: ['a1'], link},
    {name: 's2', nat: 'none', hosts: ['b1'], link},
    {name: 'direct', nat: 'none', hosts: [], link},
  ],
};

test('only what the two sites send each other is led over the third', () => {
  const steps = detourSteps(layOut(spec), {between: ['s1', 's2'], through: 'direct'});
  expect(steps.map(renderStep).join('')).toMatchInlineSnapshot(`
    "ip netns exec claw-7-direct sysctl -q -w net.ipv4.conf.all.send_redirects=0 net.ipv4.conf.wan.send_redirects=0
    ip -n claw-7-core -batch - <<'EOF'
    route add 198.18.1.0/24 via 198.18.3.2 dev direct table 100
    route add 198.18.2.0/24 via 198.18.3.2 dev direct table 100
    route add 198.19.2.0/24 via 198.18.3.2 dev direct table 100
    rule add iif s1 lookup 100
    rule add iif s2 lookup 100
    EOF
    "
  `);
});

test('a site that is not there is named', () => {
  const ask = () => detourSteps(layOut(spec), {between: ['s1', 's9'], through: 'direct'});
  expect(ask).toThrow(new RangeError('the lab has no site "s9"'));
});
