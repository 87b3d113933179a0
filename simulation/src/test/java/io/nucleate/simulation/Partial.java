package io.nucleate.simulation;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Makes an interface of an object that has some of its methods. The others cannot be called. */
final class Partial {
    private static final Map<Class<?>, Map<Method, Method>> METHODS = new ConcurrentHashMap<>();

    private Partial() {}

    @SuppressWarnings("unchecked") // the proxy has the interface; its type arguments are erased
    static <T> T of(Class<? super T> type, Object implementation) {
        Map<Method, Method> methods = METHODS.computeIfAbsent(
                implementation.getClass(), ignored -> methods(type, ignored));
        return (T) Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    Method known = methods.get(method);
                    if (known == null) {
                        if (method.getDeclaringClass() == Object.class) {
                            return method.invoke(implementation, arguments);
                        }
                        throw new UnsupportedOperationException(
                                method + " is not simulated; add it to "
                                        + implementation.getClass().getSimpleName());
                    }
                    try {
                        return known.invoke(implementation, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static Map<Method, Method> methods(Class<?> type, Class<?> implementation) {
        Map<Method, Method> methods = new java.util.HashMap<>();
        for (Method method : type.getMethods()) {
            Stream.<Class<?>>iterate(implementation, Objects::nonNull, Class::getSuperclass)
                    .filter(part -> part != Object.class)
                    .flatMap(part -> Arrays.stream(part.getDeclaredMethods()))
                    .filter(own -> own.getName().equals(method.getName())
                            && Arrays.equals(own.getParameterTypes(), method.getParameterTypes()))
                    .findFirst()
                    .ifPresent(own -> {
                        own.setAccessible(true);
                        methods.put(method, own);
                    });
        }
        return methods;
    }
}
