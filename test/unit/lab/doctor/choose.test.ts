import {expect, test} from 'vitest';
import {chooseLab} from '../../../../src/lab/doctor/choose.js';
import {BEST_MACHINE, NO_NETEM, NO_ROOTLESS} from '../../../support/machine.js';

const AUTO = {fabric: 'auto', links: 'auto'} as const;
const WITHOUT_NETEM = {
  ...BEST_MACHINE,
  features: {...BEST_MACHINE.features, netem: NO_NETEM},
};
const UNPRIVILEGED = {...BEST_MACHINE, root: false, rootless: NO_ROOTLESS};

function refusal(...asked: Parameters<typeof chooseLab>) {
  try {
    return chooseLab(...asked);
  } catch (error) {
    const {code, message, hint, exitCode} = error as Record<string, unknown>;
    return {code, message, hint, exitCode};
  }
}

test('root with netem gets the best and no excuses', () => {
  expect(chooseLab(BEST_MACHINE, AUTO)).toEqual({
    fabric: 'netns',
    linkDriver: 'netem',
    rootless: false,
    reasons: [],
  });
});

test('an ordinary user gets the same in a user namespace', () => {
  expect(chooseLab({...BEST_MACHINE, root: false}, AUTO)).toMatchObject({
    fabric: 'netns',
    rootless: true,
  });
});

test('without netem the links are ours, and why is said', () => {
  expect(chooseLab(WITHOUT_NETEM, AUTO)).toEqual({
    fabric: 'netns',
    linkDriver: 'userspace',
    rootless: false,
    reasons: ['Not netem: this kernel has no sch_netem.'],
  });
});

test('without root and user namespaces it is the loopback fabric, and why is said', () => {
  expect(chooseLab(UNPRIVILEGED, AUTO)).toEqual({
    fabric: 'loopback',
    linkDriver: 'userspace',
    rootless: false,
    reasons: ['Not the netns fabric: not root, and no user namespaces: AppArmor restricts them.'],
  });
});

test('a missing program, another system and a container each name themselves', () => {
  const container = {ok: false, why: 'network namespaces cannot be made here'} as const;
  const machines = [
    {...BEST_MACHINE, missingPrograms: ['nft', 'tcpdump'] as const},
    {...BEST_MACHINE, platform: 'darwin'} as const,
    {...BEST_MACHINE, features: {...BEST_MACHINE.features, veth: container}},
  ];
  const reasons = machines.map((machine) => {
    const facts = {...machine, missingPrograms: [...machine.missingPrograms]};
    return chooseLab(facts, AUTO).reasons.join(' ');
  });
  expect(reasons).toEqual([
    'Not the netns fabric: not installed: nft.',
    'Not the netns fabric: network namespaces need Linux.',
    'Not the netns fabric: network namespaces cannot be made here.',
  ]);
});

test('what is asked is given where it works', () => {
  expect(chooseLab(BEST_MACHINE, {fabric: 'loopback', links: 'auto'})).toMatchObject({
    fabric: 'loopback',
    linkDriver: 'userspace',
    reasons: [],
  });
  expect(chooseLab(BEST_MACHINE, {fabric: 'netns', links: 'userspace'})).toMatchObject({
    fabric: 'netns',
    linkDriver: 'userspace',
    reasons: [],
  });
});

test('what is asked and impossible here is refused with what works', () => {
  expect([
    refusal(WITHOUT_NETEM, {fabric: 'auto', links: 'netem'}),
    refusal(UNPRIVILEGED, {fabric: 'netns', links: 'auto'}),
    refusal(UNPRIVILEGED, {fabric: 'auto', links: 'netem'}),
  ]).toMatchInlineSnapshot(`
    [
      {
        "code": "LINKS_UNSUPPORTED",
        "exitCode": 3,
        "hint": "--links userspace",
        "message": "--links netem: this kernel has no sch_netem",
      },
      {
        "code": "FABRIC_UNSUPPORTED",
        "exitCode": 3,
        "hint": "--fabric loopback",
        "message": "--fabric netns: not root, and no user namespaces: AppArmor restricts them",
      },
      {
        "code": "LINKS_UNSUPPORTED",
        "exitCode": 3,
        "hint": "--links userspace",
        "message": "--links netem needs the netns fabric: not root, and no user namespaces: AppArmor restricts them",
      },
    ]
  `);
});

test('a contradiction is a usage error on any machine', () => {
  expect(refusal(UNPRIVILEGED, {fabric: 'loopback', links: 'netem'})).toMatchInlineSnapshot(`
    {
      "code": "LAB_CONTRADICTION",
      "exitCode": 2,
      "hint": "--fabric netns --links netem, or --fabric loopback --links userspace",
      "message": "--links netem impairs kernel links, and --fabric loopback has none",
    }
  `);
});
