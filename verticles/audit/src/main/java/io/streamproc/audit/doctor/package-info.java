/**
 * Looks at a running system as a person on call would. One class collects the facts about a part of
 * the system; the checks judge facts and contact nobody.
 */
package io.streamproc.audit.doctor;
