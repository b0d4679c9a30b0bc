package io.streamproc.launcher;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;

import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.lang.reflect.Field;
import java.util.Collection;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * No static field may change or hold what changes. A collection's declared type does not tell, so
 * its value is looked at: it must be one of the JDK's unmodifiable ones.
 */
final class StaticStateRule {
  private static final Pattern UNMODIFIABLE =
      Pattern.compile(
          "java\\.util\\.(ImmutableCollections\\$.*"
              + "|Collections\\$(Unmodifiable|Empty|Singleton).*|KeyValueHolder)");

  static final ArchRule NO_STATIC_MUTABLE_STATE =
      fields()
          .that()
          .areStatic()
          .and()
          .areDeclaredInClassesThat()
          .resideInAPackage("io.streamproc..")
          .should(
              new ArchCondition<>("be final and hold nothing that can be modified") {
                @Override
                public void check(JavaField field, ConditionEvents events) {
                  String fault = fault(field);
                  if (fault != null) {
                    events.add(
                        SimpleConditionEvent.violated(field, field.getFullName() + " " + fault));
                  }
                }
              });

  private StaticStateRule() {}

  /** Why the field is not constant, or null if it is. */
  static String fault(JavaField field) {
    if (!field.getModifiers().contains(JavaModifier.FINAL)) {
      return field.getModifiers().contains(JavaModifier.SYNTHETIC) ? null : "is not final";
    }
    if (field.getOwner().getPackageName().startsWith("io.streamproc.testkit")) {
      return null; // the ports that it has given out are the whole JVM's
    }
    String type = field.getRawType().getName();
    if (type.startsWith("java.util.concurrent.atomic.") || type.startsWith("java.lang.StringBu")) {
      return "can be modified: " + type;
    }
    boolean collection =
        field.getRawType().isAssignableTo(Collection.class)
            || field.getRawType().isAssignableTo(Map.class);
    return collection && !isUnmodifiable(field.reflect()) ? "can be modified" : null;
  }

  private static boolean isUnmodifiable(Field field) {
    try {
      field.setAccessible(true);
      return UNMODIFIABLE.matcher(field.get(null).getClass().getName()).matches();
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}
