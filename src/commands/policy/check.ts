import {Args, Flags} from '@oclif/core';
import {BaseCommand} from '../../cli/base-command.js';
import {writeWarning} from '../../cli/report-failure.js';
import {ClawError} from '../../errors.js';

export default class PolicyCheck extends BaseCommand {
  static override summary = 'Check a policy file, and say what it allows between two ends.';
  static override description =
    'Ends are names of agents or addresses. The deciding line of the file stands beside each path.';
  static override examples = [
    '<%= config.bin %> policy check policy.yaml',
    '<%= config.bin %> policy check policy.yaml --explain press-1,10.2.0.7',
  ];
  static override args = {
    file: Args.string({required: true, description: 'Path of the policy file.'}),
  };
  static override flags = {
    explain: Flags.string({
      helpValue: '<local,remote>',
      description: 'Which paths between these two are allowed, and why.',
    }),
  };

  override async run(): Promise<object> {
    const {args, flags} = await this.parse(PolicyCheck);
    const {readPolicyFile} = await import('../../policy/policy-file.js');
    const {restrictsNothing} = await import('../../policy/restricts-nothing.js');
    const {tryFilters} = await import('../../agent/socket-filter/try-filters.js');
    const policy = readPolicyFile(args.file);
    const {zones, relays, rules} = policy;
    const counts = {zones: zones.size, relays: relays.size, rules: rules.length};
    const filter = await tryFilters(policy);
    const about = {file: args.file, ...counts, restrictsNothing: restrictsNothing(policy), filter};
    if (about.restrictsNothing) {
      writeWarning(`${args.file} restricts nothing, it allows every path and address`, null);
    }
    if (filter.refused !== null) warnOfRefusal(filter.refused);
    if (flags.explain === undefined) {
      const {file} = args;
      this.log(
        `${file} is valid: zones ${zones.size}, relays ${relays.size}, rules ${rules.length}`,
      );
      return about;
    }
    const [local, remote, ...rest] = flags.explain.split(',').map((end) => end.trim());
    if (!local || !remote || rest.length > 0) throw notTwo(flags.explain);
    const {explainPaths, ruleText} = await import('../../policy/explain.js');
    const explanation = explainPaths(policy, local, remote);
    for (const {kind, ...decision} of explanation.paths) {
      const verdict = decision.allowed ? 'allowed' : 'refused';
      this.log(`${kind.padEnd(9)}  ${verdict}  ${decision.reason} (${ruleText(decision)})`);
    }
    return {...about, ...explanation};
  }
}

function warnOfRefusal(reason: string): void {
  writeWarning(
    `this machine's kernel does not take the packet filter, agents here would connect through ` +
      `relays only: ${reason}`,
    'Join networks, or raise the sysctl net.core.optmem_max.',
  );
}

function notTwo(text: string): ClawError {
  return new ClawError(`--explain: "${text}" is not two ends`, {
    code: 'FLAG_INVALID',
    hint: 'Give names of agents or addresses with a comma between, like press-1,10.2.0.7.',
  });
}
