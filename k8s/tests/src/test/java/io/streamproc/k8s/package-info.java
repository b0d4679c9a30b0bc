/**
 * Tests of what is deployed to Kubernetes: renders of the chart, by Helm's own code, held against
 * the API's types and against renders that were looked at; and what the image is made of.
 */
package io.streamproc.k8s;
