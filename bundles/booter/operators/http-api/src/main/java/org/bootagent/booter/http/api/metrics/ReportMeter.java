package org.bootagent.booter.http.api.metrics;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.atomic.LongAdder;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardFilterAsyncSupported;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardFilterPattern;

/** Counts and times the reports of hosts, which another bundle's servlet handles. */
@Component(service = {Filter.class, ReportMeter.class})
@HttpWhiteboardFilterAsyncSupported
@HttpWhiteboardFilterPattern("/agent/status")
public final class ReportMeter extends HttpFilter {
    private static final long serialVersionUID = 1L;

    private final transient Durations durations = new Durations();
    private final transient LongAdder refused = new LongAdder();

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        long start = System.nanoTime();
        try {
            chain.doFilter(request, response);
        } finally {
            durations.add(System.nanoTime() - start);
            if (response.getStatus() >= 400) {
                refused.increment();
            }
        }
    }

    void write(PrometheusText out) {
        durations.write(out, "booter_report_duration_seconds", "Time it took to take a host's report in.");
        out.family("booter_reports_refused_total", "counter", "Reports that were answered with an error.")
                .sample("booter_reports_refused_total", refused.sum());
    }
}
