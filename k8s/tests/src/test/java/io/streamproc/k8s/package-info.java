/**
 * Tests of the deployment to Kubernetes: compares renders of the chart, by Helm's code, with the
 * API's types and with reviewed golden files. Also tests the scripts and the docs.
 */
package io.streamproc.k8s;
