import {expect, it} from 'vitest';
import {commandOf, renderStep} from '../../../src/lab/step.js';

it('runs where claw runs, or inside a namespace', () => {
  const step = {title: '', argv: ['nft', '-f', '-']};
  expect(commandOf(step)).toEqual(['nft', '-f', '-']);
  expect(commandOf({...step, netns: 'claw-1-s1'})).toEqual([
    'ip',
    'netns',
    'exec',
    'claw-1-s1',
    'nft',
    '-f',
    '-',
  ]);
});

it('renders as shell, quoting what the shell would split or expand', () => {
  const argv = ['echo', 'plain', 'two words', "it's", '$HOME', ''];
  expect(renderStep({title: '', argv})).toBe(`echo plain 'two words' 'it'\\''s' '$HOME' ''\n`);
});

it('renders its input as a here-document', () => {
  const step = {title: '', argv: ['ip', '-batch', '-'], stdin: 'link set lo up\n'};
  expect(renderStep(step)).toBe("ip -batch - <<'EOF'\nlink set lo up\nEOF\n");
});
