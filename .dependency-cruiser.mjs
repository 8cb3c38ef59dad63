const layer = (name, from, to, comment) => ({
  name,
  severity: 'error',
  comment,
  from: {path: from},
  to: {path: to},
});
const only = (name, packages, allowed) => ({
  name,
  severity: 'error',
  comment: `${packages} is used only in ${allowed}`,
  from: {path: '^src/', pathNot: allowed},
  to: {path: `node_modules/(${packages})/`},
});

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {name: 'no-circular', severity: 'error', from: {}, to: {circular: true}},
    {
      name: 'core-is-sans-io',
      severity: 'error',
      comment: 'src/core imports nothing but itself.',
      from: {path: '^src/core/'},
      to: {pathNot: '^src/core/'},
    },
    layer(
      'agent-below',
      '^src/agent/',
      '^src/(lab|scenario|report|ui|gate|cli|commands|sim)/',
      'agent uses core only',
    ),
    {
      name: 'sim-below',
      severity: 'error',
      comment:
        'sim uses core, and of the lab the link model (docs/decisions/sim-uses-the-link-model.md)',
      from: {path: '^src/sim/'},
      to: {
        path: '^src/(agent|lab|scenario|report|ui|gate|cli|commands)/',
        pathNot: '^src/lab/links/[^/]+[.]ts$',
      },
    },
    {
      name: 'sim-is-pure',
      severity: 'error',
      comment:
        'Nothing sim uses, by whatever way, does IO: no module of Node, no package but one that reads addresses.',
      from: {path: '^src/sim/'},
      to: {pathNot: '^src/|node_modules/ipaddr[.]js/', reachable: true},
    },
    layer(
      'lab-alone',
      '^src/lab/',
      '^src/(core|agent|sim|scenario|report|ui|gate|cli|commands)/',
      'lab stands alone',
    ),
    layer(
      'scenario-below',
      '^src/scenario/(?!bench/)',
      '^src/(core|report|ui|gate|cli|commands)/',
      'scenario emits events; it renders nothing',
    ),
    layer(
      'bench-below',
      '^src/scenario/bench/',
      '^src/(report|ui|gate|cli|commands)/',
      'a benchmark measures core itself; it renders nothing',
    ),
    layer(
      'readers-read',
      '^src/(report|ui|gate)/',
      '^src/(core|agent|sim|cli|commands)/',
      'readers know event types only',
    ),
    layer(
      'policy-below',
      '^src/policy/',
      '^src/(core|agent|sim|lab|scenario|report|ui|gate|cli|commands)/',
      'policy judges addresses and text; agent and commands use it',
    ),
    layer('cli-below', '^src/cli/', '^src/commands/', 'commands are the top'),
    only('execa', 'execa', '^src/lab/'),
    only('ink-in-ui', 'ink|react', '^src/ui/'),
    only('webrtc-in-agent', 'node-datachannel', '^src/agent/'),
    only('ffi-in-links', 'koffi', '^src/(lab/links|agent/socket-filter)/'),
  ],
  options: {
    doNotFollow: {path: 'node_modules'},
    tsPreCompilationDeps: true,
    tsConfig: {fileName: 'tsconfig.json'},
    enhancedResolveOptions: {extensions: ['.ts', '.tsx', '.js']},
  },
};
