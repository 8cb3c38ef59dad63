// The addresses that fuzzed candidates name. `POLICY` says in a file's words what `FORBIDDEN` says to
// those who look at the wire; neither is made from the other.
//
// The agent `target` is the one attacked, `friend` is who it believes to talk to.

/** Networks no packet of the target may go to, IPv4 ones also where IPv6 carries them. */
export const FORBIDDEN = {
  v4: [
    '198.18.66.0/24',
    '198.18.77.0/24',
    '10.0.0.0/8',
    '127.0.0.0/8',
    '169.254.0.0/16',
    '0.0.0.0/8',
    '224.0.0.0/4',
    '255.255.255.255/32',
  ],
  v6: ['2001:db8:66::/48', '2001:db8:77::/48', '::1/128', '::/128', 'fe80::/10', 'ff00::/8'],
};

export const POLICY = `remote:
  deny:
    - 198.18.66.0/24
    - 10.0.0.0/8
    - 127.0.0.0/8
    - 169.254.0.0/16
    - 2001:db8:66::/48
    - ::1
    - fe80::/10
relays: {dmz: [198.18.5.0/28]}
zones:
  here: {agents: [target, friend]}
  office: {networks: [198.18.77.0/24, '2001:db8:77::/48']}
rules:
  - {between: [here, here], action: allow}
  - {between: [here, office], action: relayOnly, relays: [dmz]}
`;

/** Hosts that answer every connectivity check, at this port. */
export const ANSWERING = {
  permitted: ['198.18.2.3', '2001:db8:2::3', '198.18.5.3'],
  forbidden: ['198.18.66.6', '198.18.77.7', '2001:db8:66::6', '2001:db8:77::7'],
};
export const PORT = 5000;

/** Who checks the target, and with whom the target is told to check last. */
export const LAST = {address: '198.18.2.9', port: 5009};
/** Where the far end takes orders, and where it tells the target. */
export const ORDERS = {address: '198.18.1.2', port: 5002};
export const TOLD = {address: '198.18.1.1', port: 5001};
export const TARGET = {v4: '198.18.1.1', v6: '2001:db8:1::1'};

/** Names that the target's hosts file gives forbidden addresses. */
export const NAMES = {
  '4f1c9a7e-0b1d-4c5e-9f00-66aa77bb88cc.local': '198.18.66.6',
  'press.local': '10.9.8.7',
  'desk.office.example': '198.18.77.7',
  'v6.local': '2001:db8:66::6',
};

/** ICE password of every description the fuzzer makes for a caller. */
export const PASSWORD = 'fuzzed/descriptions/password';
