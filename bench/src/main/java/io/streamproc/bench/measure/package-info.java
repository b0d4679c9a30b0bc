/** What several measurements share: waiting, and statistics of the results. */
package io.streamproc.bench.measure;
