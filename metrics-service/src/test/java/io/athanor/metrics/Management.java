package io.athanor.metrics;

import static io.restassured.RestAssured.given;

import io.restassured.specification.RequestSpecification;
import org.eclipse.microprofile.config.ConfigProvider;

/// The port for operators.
public final class Management {
    private Management() {}

    public static RequestSpecification management() {
        return given().port(
                        ConfigProvider.getConfig()
                                .getValue("quarkus.management.test-port", Integer.class));
    }
}
