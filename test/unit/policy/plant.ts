import {parsePolicyFile} from '../../../src/policy/policy-file.js';

/** The worked example of docs/policy.md: two zones that meet at a relay in the DMZ. */
export const PLANT_YAML = `local:
  deny: [172.17.0.0/16]
remote:
  allow: [10.1.0.0/16, 10.2.0.0/16, 2001:db8::/32]
  deny: [10.2.9.0/24, 2001:db8:bad::/48]
  ports: [1024-65535]
relays:
  dmz: [192.0.2.16/28]
zones:
  plant: {networks: [10.1.0.0/16], agents: [press-1]}
  office: {networks: [10.2.0.0/16], agents: [desk-1]}
rules:
  - {between: [plant, plant], action: allow}
  - {between: [office, office], action: allow}
  - between: [plant, office]
    action: relayOnly
    relays: [dmz]
`;

export const plant = () => parsePolicyFile(PLANT_YAML, 'policy.yaml');
