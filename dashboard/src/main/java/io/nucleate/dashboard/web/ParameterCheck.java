package io.nucleate.dashboard.web;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.server.ServerRequestFilter;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Refuses query parameters that a path does not have or cannot read. Else those that are unknown
 * would be ignored, and a misspelt filter would answer what nobody asked.
 */
public class ParameterCheck {
    @ServerRequestFilter
    Optional<Response> check(ContainerRequestContext request, ResourceInfo resource) {
        if (!request.getUriInfo().getPath().startsWith("/api/")) {
            return Optional.empty();
        }
        Map<String, Class<?>> known = parameters(resource);
        return request.getUriInfo().getQueryParameters().entrySet().stream()
                .flatMap(given -> objection(given.getKey(), given.getValue(), known).stream())
                .findFirst()
                .map(sentence -> Problem.reply(Response.Status.BAD_REQUEST, sentence));
    }

    private static Map<String, Class<?>> parameters(ResourceInfo resource) {
        Map<String, Class<?>> known = new TreeMap<>();
        for (Parameter parameter : resource.getResourceMethod().getParameters()) {
            if (parameter.isAnnotationPresent(BeanParam.class)) {
                for (Field field : parameter.getType().getDeclaredFields()) {
                    add(known, field, field.getType());
                }
            } else {
                add(known, parameter, parameter.getType());
            }
        }
        return known;
    }

    private static void add(Map<String, Class<?>> known, AnnotatedElement element, Class<?> type) {
        QueryParam parameter = element.getAnnotation(QueryParam.class);
        if (parameter != null) {
            known.put(parameter.value(), type);
        }
    }

    private static Optional<String> objection(
            String name, List<String> values, Map<String, Class<?>> known) {
        Class<?> type = known.get(name);
        if (type == null) {
            return Optional.of("there is no parameter '" + name + "' here; "
                    + (known.isEmpty()
                            ? "there is none"
                            : "there are: " + String.join(", ", known.keySet())));
        }
        if (values.size() > 1) {
            return Optional.of("the parameter '" + name + "' is given " + values.size()
                    + " times; give it once");
        }
        String value = values.get(0);
        if (isNumber(type) && !isWhole(value)) {
            return Optional.of(name + "=" + value + " is not a whole number");
        }
        if (isTruth(type) && !Arrays.asList("true", "false").contains(value)) {
            return Optional.of(name + "=" + value + " is neither true nor false");
        }
        return Optional.empty();
    }

    private static boolean isNumber(Class<?> type) {
        return type == int.class || type == Integer.class;
    }

    private static boolean isTruth(Class<?> type) {
        return type == boolean.class || type == Boolean.class;
    }

    private static boolean isWhole(String value) {
        try {
            Integer.parseInt(value);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
