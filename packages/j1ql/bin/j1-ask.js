#!/usr/bin/env node
require('../dist/ask/main.js');
