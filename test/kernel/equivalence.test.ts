import {testDriverEquivalence} from '../support/driver-equivalence.js';

testDriverEquivalence('netem');
