package io.nucleate.dashboard.view.steering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nucleate.dashboard.view.steering.SteeringRules.Refusal;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Optional;

class SteeringRulesTest {
    private static final String JSON = "application/json";
    private static final String HERE = "localhost:8080";
    private static final SteeringRules LOCAL =
            SteeringRules.of("auto", Optional.empty(), "127.0.0.1");

    @ParameterizedTest
    @CsvSource({
        "auto, '', 127.0.0.1, true, false",
        "auto, '', 0.0.0.0, false, false",
        "auto, secret, 0.0.0.0, true, true",
        "off, secret, 127.0.0.1, false, false",
        "on, '', localhost, true, false",
        "on, secret, 0.0.0.0, true, true"
    })
    void itIsOnWhereNobodyElseCanReachIt(
            String mode, String token, String host, boolean isOn, boolean needsToken) {
        SteeringRules rules =
                SteeringRules.of(mode, Optional.of(token).filter(one -> !one.isEmpty()), host);
        assertThat(rules.isOn()).isEqualTo(isOn);
        assertThat(rules.needsToken()).isEqualTo(needsToken);
        assertThat(rules.why().isEmpty()).isEqualTo(isOn);
        assertThat(rules.refusal(JSON, null, "else.where:80", null)).isPresent();
    }

    @Test
    void impossibleSettingsAreToldOf() {
        assertThatThrownBy(() -> SteeringRules.of("on", Optional.empty(), "0.0.0.0"))
                .hasMessageContaining("nucleate.dashboard.token");
        assertThatThrownBy(() -> SteeringRules.of("yes", Optional.empty(), "localhost"))
                .hasMessageContaining("not 'yes'");
    }

    @Test
    void thisPageMaySteer() {
        assertThat(LOCAL.refusal(JSON, null, HERE, null)).isEmpty();
        assertThat(LOCAL.refusal(JSON + ";charset=UTF-8", null, HERE, "http://" + HERE))
                .isEmpty();
        assertThat(LOCAL.refusal(JSON, null, "[::1]:8080", "http://[::1]:8080")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "none, localhost:8080, none, 415",
                "text/plain, localhost:8080, none, 415",
                "application/json, localhost:8080, http://evil.example, 403",
                "application/json, localhost:8080, http://localhost:9999, 403",
                "application/json, localhost:8080, null, 403",
                "application/json, evil.example:8080, http://evil.example:8080, 403",
                "application/json, none, none, 403"
            })
    void anotherPageMayNot(String type, String host, String origin, int status) {
        assertThat(LOCAL.refusal(type, null, host, origin))
                .get()
                .extracting(Refusal::status)
                .isEqualTo(status);
    }

    @Test
    void withATokenWhoHasItMaySteerFromAnywhere() {
        SteeringRules rules = SteeringRules.of("auto", Optional.of("secret"), "0.0.0.0");
        assertThat(rules.refusal(JSON, "Bearer secret", "nucleate.lab", "https://other"))
                .isEmpty();
        for (String wrong : new String[] {null, "", "secret", "Bearer Secret", "Bearer "}) {
            assertThat(rules.refusal(JSON, wrong, HERE, null))
                    .get()
                    .extracting(Refusal::status)
                    .isEqualTo(401);
        }
    }
}
