/** Options that several commands of this module share. */
package io.streamproc.bench.options;
