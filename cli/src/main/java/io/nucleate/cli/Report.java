package io.nucleate.cli;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;

/** Results that are records as JSON: fields in snake case, null where there is none. */
final class Report {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .addModule(new Jdk8Module())
            .build();

    private Report() {}

    static ObjectNode json(Object result) {
        return MAPPER.valueToTree(result);
    }

    /** Tells whether stdout is a terminal, as the launcher found. */
    static boolean isRead() {
        return Boolean.getBoolean("nucleate.terminal.out");
    }
}
