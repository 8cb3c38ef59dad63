import type {Hook} from '@oclif/core';
import {unknownCommand} from '../unknown-command.js';

/** Suggests what may have been meant. It never runs the guess. */
const hook: Hook.CommandNotFound = async ({id, argv, config}) => {
  const known = config.commands.filter(({hidden}) => !hidden).map((command) => command.id);
  throw unknownCommand([id, ...(argv ?? [])], [...known, ...config.topics.map(({name}) => name)]);
};

export default hook;
