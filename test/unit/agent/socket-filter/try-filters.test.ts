import {expect, it} from 'vitest';
import {tryFilters} from '../../../../src/agent/socket-filter/try-filters.js';
import {parsePolicyFile} from '../../../../src/policy/policy-file.js';

const networksOf = (count: number): string =>
  Array.from({length: count}, (_, index) => `10.${index >> 7}.${(index % 128) * 2}.0/24`).join(
    ', ',
  );
const tryText = (text: string) => tryFilters(parsePolicyFile(text, 'policy.yaml'));

it('tries one filter for all agents of the same zones', async () => {
  const text = `
zones: {plant: {agents: [one, two]}, office: {agents: [three]}}
rules: [{between: [plant, office], action: allow}]
`;
  // Plant with office both ways, and agents of no zone with each other.
  expect(await tryText(text)).toMatchObject({tried: 3, of: 3, refused: null});
});

it('tries none where nobody may connect directly', async () => {
  const text = 'paths: [relay-udp]\n';
  expect(await tryText(text)).toEqual({tried: 0, of: 0, instructions: 0, refused: null});
});

it('tries 32 of more', async () => {
  const zones = Array.from({length: 6}, (_, index) => `z${index}: {agents: [a${index}]}`);
  const text = `
zones: {${zones.join(', ')}}
rules: [{between: ['*', '*'], action: allow}]
`;
  expect(await tryText(text)).toMatchObject({tried: 32, of: 49});
});

it('names the agents whose filter is too long, not only agents of no zone', async () => {
  const text = `
zones: {plant: {agents: [one]}, office: {agents: [two], networks: [${networksOf(600)}]}}
rules: [{between: [plant, office], action: relayOnly}, {between: [plant, plant], action: allow}]
`;
  await expect(tryText(text)).rejects.toMatchObject({
    code: 'POLICY_TOO_LONG',
    message: expect.stringMatching(/ one could not connect directly to one like it: .* of 4096$/),
  });
});
