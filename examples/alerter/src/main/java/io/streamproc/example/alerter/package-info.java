/** An example role: raises an alert when the mean of a live bucket is too high. */
package io.streamproc.example.alerter;
