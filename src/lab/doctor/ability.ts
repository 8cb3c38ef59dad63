/** Whether something works on this machine, and if not, why. */
export type Ability = {ok: true} | {ok: false; why: string};
