<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>espalier::app::CommitDialog</name>
    <message numerus="yes">
        <source>Cut %n group(s)</source>
        <translation>
            <numerusform>Cut %n group</numerusform>
            <numerusform>Cut %n groups</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n approximate group(s): statistics of kept channels change. Cut all the same</source>
        <translation>
            <numerusform>%n approximate group: statistics of kept channels change. Cut all the same</numerusform>
            <numerusform>%n approximate groups: statistics of kept channels change. Cut all the same</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n group(s) cut, outputs agree</source>
        <translation>
            <numerusform>%n group cut, outputs agree</numerusform>
            <numerusform>%n groups cut, outputs agree</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>&lt;b&gt;Masked and cut agree.&lt;/b&gt; max |Δlogit| %1, allowed %2. Same class on %3 of %n sample(s).</source>
        <translation>
            <numerusform>&lt;b&gt;Masked and cut agree.&lt;/b&gt; max |Δlogit| %1, allowed %2. Same class on %3 of %n sample.</numerusform>
            <numerusform>&lt;b&gt;Masked and cut agree.&lt;/b&gt; max |Δlogit| %1, allowed %2. Same class on %3 of %n samples.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>espalier::app::LayersModel</name>
    <message numerus="yes">
        <source>%n layer(s)</source>
        <translation>
            <numerusform>%n layer</numerusform>
            <numerusform>%n layers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n marked</source>
        <translation>
            <numerusform>%n marked</numerusform>
            <numerusform>%n marked</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n group(s)</source>
        <translation>
            <numerusform>%n group</numerusform>
            <numerusform>%n groups</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>espalier::app::NormsPanel</name>
    <message numerus="yes">
        <source>%1, %n snapshot(s)</source>
        <translation>
            <numerusform>%1, %n snapshot</numerusform>
            <numerusform>%1, %n snapshots</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>espalier::app::PenaltyPanel</name>
    <message numerus="yes">
        <source>%n layer(s)</source>
        <translation>
            <numerusform>%n layer</numerusform>
            <numerusform>%n layers</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>espalier::app::PreviewPanel</name>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <translation>
            <numerusform>%1 and %n more</numerusform>
            <numerusform>%1 and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>&lt;b&gt;%1&lt;/b&gt;, %n channel(s)</source>
        <translation>
            <numerusform>&lt;b&gt;%1&lt;/b&gt;, %n channel</numerusform>
            <numerusform>&lt;b&gt;%1&lt;/b&gt;, %n channels</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>espalier::app::Project</name>
    <message numerus="yes">
        <source>Lock %n group(s)</source>
        <translation>
            <numerusform>Lock %n group</numerusform>
            <numerusform>Lock %n groups</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Unlock %n group(s)</source>
        <translation>
            <numerusform>Unlock %n group</numerusform>
            <numerusform>Unlock %n groups</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>espalier::app::ResultPanel</name>
    <message numerus="yes">
        <source>%n run(s)</source>
        <translation>
            <numerusform>%n run</numerusform>
            <numerusform>%n runs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>espalier::app::StatusCells</name>
    <message numerus="yes">
        <source>%n problem(s)</source>
        <translation>
            <numerusform>%n problem</numerusform>
            <numerusform>%n problems</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>espalier::app::TimelinePanel</name>
    <message numerus="yes">
        <source>%n version(s)</source>
        <translation>
            <numerusform>%n version</numerusform>
            <numerusform>%n versions</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>espalier::widgets::BannerStack</name>
    <message numerus="yes">
        <source>%n more in Problems</source>
        <translation>
            <numerusform>%n more in Problems</numerusform>
            <numerusform>%n more in Problems</numerusform>
        </translation>
    </message>
</context>
</TS>
