/* global expect */
require('@jupiterone/integration-sdk-testing').registerMatchers(expect);
