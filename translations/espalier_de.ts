<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>Actions</name>
    <message>
        <source>Go On with Stopped &amp;Run</source>
        <translation>Angehaltenen &amp;Lauf fortsetzen</translation>
    </message>
    <message>
        <source>Continue the project&apos;s run where it was stopped</source>
        <translation>Den Lauf des Projekts dort fortsetzen, wo er angehalten wurde</translation>
    </message>
    <message>
        <source>&amp;Open Model…</source>
        <translation>Modell öff&amp;nen…</translation>
    </message>
    <message>
        <source>Open a network or a project</source>
        <translation>Ein Netz oder ein Projekt öffnen</translation>
    </message>
    <message>
        <source>Open &amp;Project…</source>
        <translation>&amp;Projekt öffnen…</translation>
    </message>
    <message>
        <source>Open a run directory</source>
        <translation>Einen Projektordner öffnen</translation>
    </message>
    <message>
        <source>Open &amp;Sample</source>
        <translation>&amp;Beispiel öffnen</translation>
    </message>
    <message>
        <source>Open the trained sample network with its images</source>
        <translation>Das trainierte Beispielnetz mit seinen Bildern öffnen</translation>
    </message>
    <message>
        <source>&amp;Import Recipe…</source>
        <translation>&amp;Rezept einlesen…</translation>
    </message>
    <message>
        <source>Use ratios and stages of a recipe file</source>
        <translation>Anteile und Stufen einer Rezeptdatei verwenden</translation>
    </message>
    <message>
        <source>Save &amp;Named Version…</source>
        <translation>&amp;Version benennen…</translation>
    </message>
    <message>
        <source>Keep the present state as a named version</source>
        <translation>Den jetzigen Stand als benannte Version behalten</translation>
    </message>
    <message>
        <source>&amp;Model…</source>
        <translation>&amp;Modell…</translation>
    </message>
    <message>
        <source>Write the network to a file that others load, and verify it</source>
        <translation>Das Netz in eine Datei schreiben, die andere Programme laden, und sie prüfen</translation>
    </message>
    <message>
        <source>&amp;Plan…</source>
        <translation>&amp;Plan…</translation>
    </message>
    <message>
        <source>Write the planned channels as JSON</source>
        <translation>Die geplanten Kanäle als JSON schreiben</translation>
    </message>
    <message>
        <source>&amp;Recipe…</source>
        <translation>&amp;Rezept…</translation>
    </message>
    <message>
        <source>Write the edited recipe; espalier-cli runs it as it is</source>
        <translation>Das bearbeitete Rezept schreiben; espalier-cli führt es unverändert aus</translation>
    </message>
    <message>
        <source>All P&amp;lots…</source>
        <translation>Alle &amp;Diagramme…</translation>
    </message>
    <message>
        <source>Write every visible plot as PNG and CSV</source>
        <translation>Jedes sichtbare Diagramm als PNG und CSV schreiben</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>S&amp;chließen</translation>
    </message>
    <message>
        <source>Close the project</source>
        <translation>Das Projekt schließen</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>B&amp;eenden</translation>
    </message>
    <message>
        <source>Leave Espalier</source>
        <translation>Espalier verlassen</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Rückgängig</translation>
    </message>
    <message>
        <source>Take back the last edit</source>
        <translation>Die letzte Änderung zurücknehmen</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>&amp;Wiederholen</translation>
    </message>
    <message>
        <source>Do the edit again</source>
        <translation>Die Änderung noch einmal ausführen</translation>
    </message>
    <message>
        <source>&amp;Copy as Table</source>
        <translation>Als Tabelle &amp;kopieren</translation>
    </message>
    <message>
        <source>Copy the selected rows, tab separated</source>
        <translation>Die gewählten Zeilen kopieren, durch Tabulatoren getrennt</translation>
    </message>
    <message>
        <source>Select &amp;All</source>
        <translation>&amp;Alles auswählen</translation>
    </message>
    <message>
        <source>Select all layers</source>
        <translation>Alle Schichten auswählen</translation>
    </message>
    <message>
        <source>&amp;Find</source>
        <translation>&amp;Suchen</translation>
    </message>
    <message>
        <source>Filter the layer table</source>
        <translation>Die Schichttabelle filtern</translation>
    </message>
    <message>
        <source>Command &amp;Palette</source>
        <translation>&amp;Befehlspalette</translation>
    </message>
    <message>
        <source>Search commands and layers</source>
        <translation>Befehle und Schichten suchen</translation>
    </message>
    <message>
        <source>P&amp;references…</source>
        <translation>&amp;Einstellungen…</translation>
    </message>
    <message>
        <source>Language, theme, threads</source>
        <translation>Sprache, Farben, Threads</translation>
    </message>
    <message>
        <source>&amp;Prune</source>
        <translation>&amp;Beschneiden</translation>
    </message>
    <message>
        <source>Panels for choosing what goes</source>
        <translation>Bereiche zum Auswählen, was wegfällt</translation>
    </message>
    <message>
        <source>&amp;Train</source>
        <translation>&amp;Trainieren</translation>
    </message>
    <message>
        <source>Panels for watching a run</source>
        <translation>Bereiche zum Verfolgen eines Laufs</translation>
    </message>
    <message>
        <source>&amp;Freeze Plots</source>
        <translation>&amp;Diagramme anhalten</translation>
    </message>
    <message>
        <source>Hold the display, not the run</source>
        <translation>Die Anzeige anhalten, nicht den Lauf</translation>
    </message>
    <message>
        <source>&amp;MACs</source>
        <translation>&amp;MACs</translation>
    </message>
    <message>
        <source>Show multiply-accumulates</source>
        <translation>Multiplikationen mit Addition zählen</translation>
    </message>
    <message>
        <source>&amp;FLOPs</source>
        <translation>&amp;FLOPs</translation>
    </message>
    <message>
        <source>Show floating point operations, 2 per MAC</source>
        <translation>Gleitkommaoperationen zählen, 2 je MAC</translation>
    </message>
    <message>
        <source>As the &amp;System</source>
        <translation>Wie das &amp;System</translation>
    </message>
    <message>
        <source>Follow the desktop</source>
        <translation>Dem Desktop folgen</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>&amp;Hell</translation>
    </message>
    <message>
        <source>Light colours</source>
        <translation>Helle Farben</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>&amp;Dunkel</translation>
    </message>
    <message>
        <source>Dark colours</source>
        <translation>Dunkle Farben</translation>
    </message>
    <message>
        <source>&amp;High Contrast</source>
        <translation>Hoher &amp;Kontrast</translation>
    </message>
    <message>
        <source>Strongest contrast</source>
        <translation>Stärkster Kontrast</translation>
    </message>
    <message>
        <source>&amp;Larger</source>
        <translation>&amp;Größer</translation>
    </message>
    <message>
        <source>Larger text, up to 200 %</source>
        <translation>Größere Schrift, bis 200 %</translation>
    </message>
    <message>
        <source>&amp;Smaller</source>
        <translation>&amp;Kleiner</translation>
    </message>
    <message>
        <source>Smaller text, down to 80 %</source>
        <translation>Kleinere Schrift, bis 80 %</translation>
    </message>
    <message>
        <source>&amp;Reset Layout</source>
        <translation>&amp;Anordnung zurücksetzen</translation>
    </message>
    <message>
        <source>Put all panels back</source>
        <translation>Alle Bereiche an ihren Platz zurücksetzen</translation>
    </message>
    <message>
        <source>&amp;Bind Data…</source>
        <translation>&amp;Daten wählen…</translation>
    </message>
    <message>
        <source>Choose the images to train and measure with</source>
        <translation>Die Bilder zum Trainieren und Messen wählen</translation>
    </message>
    <message>
        <source>&amp;Evaluate</source>
        <translation>&amp;Auswerten</translation>
    </message>
    <message>
        <source>Measure accuracy on the test images</source>
        <translation>Die Genauigkeit auf den Testbildern messen</translation>
    </message>
    <message>
        <source>&amp;Solve for Target…</source>
        <translation>Für &amp;Ziel lösen…</translation>
    </message>
    <message>
        <source>Fill ratios that reach a cost target</source>
        <translation>Anteile eintragen, die ein Kostenziel erreichen</translation>
    </message>
    <message>
        <source>&amp;Lock</source>
        <translation>S&amp;perren</translation>
    </message>
    <message>
        <source>Keep the selected layers whole</source>
        <translation>Die gewählten Schichten ganz lassen</translation>
    </message>
    <message>
        <source>&amp;Clear Ratios</source>
        <translation>Anteile &amp;löschen</translation>
    </message>
    <message>
        <source>Set all ratios to 0</source>
        <translation>Alle Anteile auf 0 setzen</translation>
    </message>
    <message>
        <source>&amp;Commit (Cut)…</source>
        <translation>&amp;Schneiden…</translation>
    </message>
    <message>
        <source>Remove the marked channels, with proof that nothing else changed</source>
        <translation>Die markierten Kanäle entfernen, mit Nachweis, dass sich sonst nichts ändert</translation>
    </message>
    <message>
        <source>&amp;Start</source>
        <translation>&amp;Starten</translation>
    </message>
    <message>
        <source>Run the recipe</source>
        <translation>Das Rezept ausführen</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>&amp;Anhalten</translation>
    </message>
    <message>
        <source>Hold after the present step; again to go on</source>
        <translation>Nach diesem Schritt anhalten; noch einmal zum Fortsetzen</translation>
    </message>
    <message>
        <source>S&amp;tep</source>
        <translation>&amp;Einzelschritt</translation>
    </message>
    <message>
        <source>One more step, then hold</source>
        <translation>Noch einen Schritt, dann anhalten</translation>
    </message>
    <message>
        <source>Probe &quot;Cut &amp;Now&quot;</source>
        <translation>„&amp;Jetzt geschnitten“ messen</translation>
    </message>
    <message>
        <source>Accuracy if the cut were made now; nothing changes</source>
        <translation>Genauigkeit, wenn jetzt geschnitten würde; nichts ändert sich</translation>
    </message>
    <message>
        <source>St&amp;op</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>Finish the step and keep the state</source>
        <translation>Den Schritt abschließen und den Stand behalten</translation>
    </message>
    <message>
        <source>&amp;Shortcuts</source>
        <translation>&amp;Tastenkürzel</translation>
    </message>
    <message>
        <source>All keyboard shortcuts</source>
        <translation>Alle Tastenkürzel</translation>
    </message>
    <message>
        <source>&amp;Methods</source>
        <translation>&amp;Verfahren</translation>
    </message>
    <message>
        <source>What each method does, and its options</source>
        <translation>Was jedes Verfahren tut, und seine Optionen</translation>
    </message>
    <message>
        <source>&amp;Log Folder</source>
        <translation>&amp;Protokollordner</translation>
    </message>
    <message>
        <source>Show where log files lie</source>
        <translation>Zeigen, wo die Protokolldateien liegen</translation>
    </message>
    <message>
        <source>&amp;About Espalier</source>
        <translation>&amp;Über Espalier</translation>
    </message>
    <message>
        <source>Version, licence and libraries</source>
        <translation>Version, Lizenz und Bibliotheken</translation>
    </message>
    <message>
        <source>Needs a model: File &gt; Open Model.</source>
        <translation>Braucht ein Modell: Datei &gt; Modell öffnen.</translation>
    </message>
    <message>
        <source>Needs data: Model &gt; Bind Data.</source>
        <translation>Braucht Daten: Modell &gt; Daten wählen.</translation>
    </message>
    <message>
        <source>Needs a run: Run &gt; Start.</source>
        <translation>Braucht einen Lauf: Lauf &gt; Starten.</translation>
    </message>
    <message>
        <source>Wait for the present action to end, or stop it.</source>
        <translation>Das Ende der laufenden Aktion abwarten oder sie beenden.</translation>
    </message>
    <message>
        <source>Nothing is marked: set a ratio in the Layers panel.</source>
        <translation>Nichts ist markiert: im Bereich Schichten einen Anteil setzen.</translation>
    </message>
    <message>
        <source>The recipe can&apos;t start yet: see the Recipe panel.</source>
        <translation>Das Rezept kann noch nicht starten: siehe Bereich Rezept.</translation>
    </message>
    <message>
        <source>Needs a project: File &gt; Open Project.</source>
        <translation>Braucht ein Projekt: Datei &gt; Projekt öffnen.</translation>
    </message>
    <message>
        <source>Select a prunable layer first.</source>
        <translation>Zuerst eine beschneidbare Schicht auswählen.</translation>
    </message>
    <message>
        <source>Open &amp;Weights…</source>
        <translation>&amp;Gewichte öffnen…</translation>
    </message>
    <message>
        <source>Put the weights of a file into the open network or a built-in one</source>
        <translation>Die Gewichte einer Datei in das offene oder ein eingebautes Netz laden</translation>
    </message>
</context>
<context>
    <name>Choices</name>
    <message>
        <source>automatic</source>
        <translation>automatisch</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>smallest</source>
        <translation>die kleinsten</translation>
    </message>
    <message>
        <source>largest</source>
        <translation>die größten</translation>
    </message>
    <message>
        <source>random</source>
        <translation>zufällig</translation>
    </message>
    <message>
        <source>filters</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>channels read</source>
        <translation>gelesene Kanäle</translation>
    </message>
    <message>
        <source>single weights</source>
        <translation>einzelne Gewichte</translation>
    </message>
    <message>
        <source>linear</source>
        <translation>linear</translation>
    </message>
    <message>
        <source>ReLU</source>
        <translation>ReLU</translation>
    </message>
    <message>
        <source>test images</source>
        <translation>Testbilder</translation>
    </message>
    <message>
        <source>tuning images</source>
        <translation>Abstimmbilder</translation>
    </message>
    <message>
        <source>what has collapsed</source>
        <translation>was zusammengefallen ist</translation>
    </message>
    <message>
        <source>what is masked</source>
        <translation>was maskiert ist</translation>
    </message>
    <message>
        <source>what is both</source>
        <translation>was beides ist</translation>
    </message>
    <message>
        <source>vote</source>
        <translation>Abstimmung</translation>
    </message>
    <message>
        <source>what all prune</source>
        <translation>was alle streichen</translation>
    </message>
    <message>
        <source>what any prunes</source>
        <translation>was einer streicht</translation>
    </message>
    <message>
        <source>one score</source>
        <translation>gemeinsame Wertung</translation>
    </message>
    <message>
        <source>the first decides</source>
        <translation>der erste entscheidet</translation>
    </message>
    <message>
        <source>mean</source>
        <translation>Mittel</translation>
    </message>
    <message>
        <source>root mean square</source>
        <translation>quadratisches Mittel</translation>
    </message>
    <message>
        <source>sum</source>
        <translation>Summe</translation>
    </message>
    <message>
        <source>weights (KernOrth)</source>
        <translation>Gewichte (KernOrth)</translation>
    </message>
    <message>
        <source>convolution (OrthConv)</source>
        <translation>Faltung (OrthConv)</translation>
    </message>
    <message>
        <source>OrthConv as published</source>
        <translation>OrthConv wie veröffentlicht</translation>
    </message>
    <message>
        <source>quadratic</source>
        <translation>quadratisch</translation>
    </message>
    <message>
        <source>cubic</source>
        <translation>kubisch</translation>
    </message>
    <message>
        <source>fourth power</source>
        <translation>vierte Potenz</translation>
    </message>
    <message>
        <source>L1</source>
        <translation>L1</translation>
    </message>
    <message>
        <source>L2</source>
        <translation>L2</translation>
    </message>
    <message>
        <source>smooth L1</source>
        <translation>glattes L1</translation>
    </message>
    <message>
        <source>small ones only</source>
        <translation>nur kleine</translation>
    </message>
    <message>
        <source>square root (L0.5)</source>
        <translation>Wurzel (L0.5)</translation>
    </message>
    <message>
        <source>group lasso on filters</source>
        <translation>Group Lasso auf Filter</translation>
    </message>
    <message>
        <source>gradual decay</source>
        <translation>allmählicher Abbau</translation>
    </message>
    <message>
        <source>exact isometry (OrthP)</source>
        <translation>exakte Isometrie (OrthP)</translation>
    </message>
    <message>
        <source>exact isometry, centre tap</source>
        <translation>exakte Isometrie, nur Mitte</translation>
    </message>
    <message>
        <source>random orthogonal</source>
        <translation>zufällig orthogonal</translation>
    </message>
    <message>
        <source>as a fresh network</source>
        <translation>wie ein neues Netz</translation>
    </message>
    <message>
        <source>approximate isometry</source>
        <translation>angenäherte Isometrie</translation>
    </message>
    <message>
        <source>approximate isometry from scratch</source>
        <translation>angenäherte Isometrie, von Grund auf</translation>
    </message>
    <message>
        <source>by the data&apos;s variance</source>
        <translation>nach der Varianz der Daten</translation>
    </message>
    <message>
        <source>to Kaiming&apos;s deviation</source>
        <translation>auf Kaimings Streuung</translation>
    </message>
    <message>
        <source>by a factor</source>
        <translation>um einen Faktor</translation>
    </message>
    <message>
        <source>by ratio</source>
        <translation>nach Anteil</translation>
    </message>
    <message>
        <source>one threshold</source>
        <translation>eine Schwelle</translation>
    </message>
    <message>
        <source>optimal threshold per layer</source>
        <translation>beste Schwelle je Schicht</translation>
    </message>
    <message>
        <source>percentile</source>
        <translation>Perzentil</translation>
    </message>
    <message>
        <source>uniform</source>
        <translation>gleichmäßig</translation>
    </message>
    <message>
        <source>two groups (2-means)</source>
        <translation>zwei Gruppen (2-means)</translation>
    </message>
    <message>
        <source>two groups (mixture)</source>
        <translation>zwei Gruppen (Mischung)</translation>
    </message>
    <message>
        <source>to the start of the run</source>
        <translation>auf den Laufbeginn</translation>
    </message>
    <message>
        <source>to an early epoch</source>
        <translation>auf eine frühe Epoche</translation>
    </message>
</context>
<context>
    <name>Engine</name>
    <message>
        <source>There is no such directory.</source>
        <translation>Diesen Ordner gibt es nicht.</translation>
    </message>
    <message>
        <source>Check the path; data are named as &apos;folder:DIR&apos;, &apos;idx:DIR&apos;, &apos;cifar10:DIR&apos; or &apos;sample:&apos;.</source>
        <translation>Den Pfad prüfen; Daten heißen &apos;folder:DIR&apos;, &apos;idx:DIR&apos;, &apos;cifar10:DIR&apos; oder &apos;sample:&apos;.</translation>
    </message>
    <message>
        <source>None of the images can be read.</source>
        <translation>Keines der Bilder lässt sich lesen.</translation>
    </message>
    <message>
        <source>Check that they are JPEG or PNG files.</source>
        <translation>Prüfen, ob es JPEG- oder PNG-Dateien sind.</translation>
    </message>
    <message>
        <source>None of the images of a split can be read.</source>
        <translation>Von einem Teil lässt sich kein Bild lesen.</translation>
    </message>
    <message>
        <source>There are no class folders in it.</source>
        <translation>Darin liegen keine Klassenordner.</translation>
    </message>
    <message>
        <source>Put the images of each class into a folder of their own there.</source>
        <translation>Die Bilder jeder Klasse dort in einen eigenen Ordner legen.</translation>
    </message>
    <message>
        <source>The sample data are not there.</source>
        <translation>Die Beispieldaten fehlen.</translation>
    </message>
    <message>
        <source>Install Espalier with its resources, or open data of your own.</source>
        <translation>Espalier mit seinen Beigaben installieren oder eigene Daten öffnen.</translation>
    </message>
    <message>
        <source>The plan removes nothing.</source>
        <translation>Der Plan entfernt nichts.</translation>
    </message>
    <message>
        <source>Give at least one group a ratio.</source>
        <translation>Mindestens einer Gruppe einen Anteil geben.</translation>
    </message>
    <message>
        <source>Before cut</source>
        <translation>Vor dem Schnitt</translation>
    </message>
    <message>
        <source>After cut</source>
        <translation>Nach dem Schnitt</translation>
    </message>
    <message>
        <source>The data has no source.</source>
        <translation>Die Daten haben keine Quelle.</translation>
    </message>
    <message>
        <source>Name sample:, folder:DIR, idx:DIR, cifar10:DIR or cifar100:DIR.</source>
        <translation>sample:, folder:DIR, idx:DIR, cifar10:DIR oder cifar100:DIR angeben.</translation>
    </message>
    <message>
        <source>The point reads back with other weights.</source>
        <translation>Der Stand liest sich mit anderen Gewichten zurück.</translation>
    </message>
    <message>
        <source>Check the disk; nothing was kept.</source>
        <translation>Den Datenträger prüfen; nichts wurde behalten.</translation>
    </message>
    <message>
        <source>tensors compared</source>
        <translation>Tensoren verglichen</translation>
    </message>
    <message>
        <source>The memory does not suffice.</source>
        <translation>Der Speicher reicht nicht.</translation>
    </message>
    <message>
        <source>Use a smaller batch or model, or close other programs.</source>
        <translation>Kleinere Stapel oder ein kleineres Modell verwenden oder andere Programme schließen.</translation>
    </message>
    <message>
        <source>The file holds weights but no network to put them into.</source>
        <translation>Die Datei enthält Gewichte, aber kein Netz, in das sie gehören.</translation>
    </message>
    <message>
        <source>The model has no source.</source>
        <translation>Das Modell hat keine Quelle.</translation>
    </message>
    <message>
        <source>Name a file, a run directory or zoo:NAME.</source>
        <translation>Eine Datei, einen Projektordner oder zoo:NAME angeben.</translation>
    </message>
    <message>
        <source>A temporary project folder can&apos;t be created.</source>
        <translation>Ein vorläufiger Projektordner lässt sich nicht anlegen.</translation>
    </message>
    <message>
        <source>Set TMPDIR to a folder that can be written to.</source>
        <translation>TMPDIR auf einen beschreibbaren Ordner setzen.</translation>
    </message>
    <message>
        <source>No model is open.</source>
        <translation>Es ist kein Modell offen.</translation>
    </message>
    <message>
        <source>Open a model first.</source>
        <translation>Zuerst ein Modell öffnen.</translation>
    </message>
    <message>
        <source>No data is bound.</source>
        <translation>Es sind keine Daten gewählt.</translation>
    </message>
    <message>
        <source>Bind a data set first.</source>
        <translation>Zuerst Daten wählen.</translation>
    </message>
    <message>
        <source>Before restore</source>
        <translation>Vor dem Wiederherstellen</translation>
    </message>
    <message>
        <source>Start of run</source>
        <translation>Beginn des Laufs</translation>
    </message>
    <message>
        <source>The folder holds no run.</source>
        <translation>Der Ordner enthält keinen Lauf.</translation>
    </message>
    <message>
        <source>Name the folder that a run was started with.</source>
        <translation>Den Ordner angeben, mit dem ein Lauf begonnen wurde.</translation>
    </message>
    <message>
        <source>Opened</source>
        <translation>Geöffnet</translation>
    </message>
    <message>
        <source>The point has no title.</source>
        <translation>Der Stand hat keinen Namen.</translation>
    </message>
    <message>
        <source>Give it a title.</source>
        <translation>Einen Namen geben.</translation>
    </message>
    <message>
        <source>kept channels and tensors compared</source>
        <translation>behaltene Kanäle und Tensoren verglichen</translation>
    </message>
    <message>
        <source>The file does not say which images the network takes: a usual size that fits was chosen.</source>
        <translation>Die Datei sagt nicht, welche Bilder das Netz nimmt: Gewählt wurde eine übliche Größe, die passt.</translation>
    </message>
    <message>
        <source>Python modules are written, never read: they are code.</source>
        <translation>Python-Module werden geschrieben, nie gelesen: Sie sind Programmtext.</translation>
    </message>
    <message>
        <source>Open the .pth file beside it, or export the model from Python.</source>
        <translation>Die .pth-Datei daneben öffnen oder das Modell aus Python exportieren.</translation>
    </message>
    <message>
        <source>weights compared; the module&apos;s text was not run, since ESPALIER_PYTHON is not set</source>
        <translation>Gewichte verglichen; der Text des Moduls wurde nicht ausgeführt, weil ESPALIER_PYTHON nicht gesetzt ist</translation>
    </message>
    <message>
        <source>one channel has to stay</source>
        <translation>ein Kanal muss bleiben</translation>
    </message>
    <message>
        <source>locked</source>
        <translation>gesperrt</translation>
    </message>
    <message>
        <source>goes along with the blocks it belongs to</source>
        <translation>folgt den Blöcken, zu denen sie gehört</translation>
    </message>
    <message>
        <source>blocks can&apos;t be levelled further</source>
        <translation>die Blöcke lassen sich nicht weiter angleichen</translation>
    </message>
    <message>
        <source>whole channels, rounded up</source>
        <translation>ganze Kanäle, aufgerundet</translation>
    </message>
    <message>
        <source>a latency can&apos;t be solved for without a table of measured times.</source>
        <translation>Für eine Laufzeit lässt sich ohne Tabelle gemessener Zeiten nicht lösen.</translation>
    </message>
    <message>
        <source>Use macs, params or speedup.</source>
        <translation>macs, params oder speedup verwenden.</translation>
    </message>
    <message>
        <source>L1</source>
        <translation>L1</translation>
    </message>
    <message>
        <source>Mean absolute weight of the filter. No data, no training; the baseline to beat.</source>
        <translation>Mittlerer Betrag der Gewichte des Filters. Ohne Daten, ohne Training; die Messlatte für alles andere.</translation>
    </message>
    <message>
        <source>Random</source>
        <translation>Zufall</translation>
    </message>
    <message>
        <source>A seeded draw per channel. What any criterion must beat.</source>
        <translation>Eine Ziehung je Kanal mit festem Startwert. Was jedes Kriterium übertreffen muss.</translation>
    </message>
    <message>
        <source>iterations</source>
        <translation>Iterationen</translation>
    </message>
    <message>
        <source>Update interval</source>
        <translation>Abstand der Schritte</translation>
    </message>
    <message>
        <source>Iterations between two growth steps of the penalty (K_u; 5 on ImageNet, 10 on CIFAR).</source>
        <translation>Iterationen zwischen zwei Wachstumsschritten des Strafterms (K_u; 5 auf ImageNet, 10 auf CIFAR).</translation>
    </message>
    <message>
        <source>Stabilise interval</source>
        <translation>Dauer des Stabilisierens</translation>
    </message>
    <message>
        <source>Iterations under the full penalty before the cut (K_s; 40000 on ImageNet, 10000 on CIFAR).</source>
        <translation>Iterationen unter vollem Strafterm vor dem Schnitt (K_s; 40000 auf ImageNet, 10000 auf CIFAR).</translation>
    </message>
    <message>
        <source>Penalty ceiling</source>
        <translation>Obergrenze des Strafterms</translation>
    </message>
    <message>
        <source>A layer is finished once its factor exceeds this (tau).</source>
        <translation>Eine Schicht ist fertig, sobald ihr Faktor dies überschreitet (tau).</translation>
    </message>
    <message>
        <source>Penalty step</source>
        <translation>Schritt des Strafterms</translation>
    </message>
    <message>
        <source>Growth of the factor per update (delta).</source>
        <translation>Wachstum des Faktors je Schritt (delta).</translation>
    </message>
    <message>
        <source>Magnitude ratio limit</source>
        <translation>Grenze des Verhältnisses</translation>
    </message>
    <message>
        <source>All layers are finished early once kept filters are this many times larger than chosen ones.</source>
        <translation>Alle Schichten sind vorzeitig fertig, sobald behaltene Filter so viele Male größer sind als ausgewählte.</translation>
    </message>
    <message>
        <source>none of the marked channels is made by a weight that can be penalised.</source>
        <translation>Keiner der markierten Kanäle entsteht aus einem Gewicht, das sich bestrafen lässt.</translation>
    </message>
    <message>
        <source>Mark channels of a convolution or linear layer.</source>
        <translation>Kanäle einer Faltung oder linearen Schicht markieren.</translation>
    </message>
    <message>
        <source>Weight group</source>
        <translation>Einheit der Gewichte</translation>
    </message>
    <message>
        <source>Block task gradient</source>
        <translation>Aufgabengradient sperren</translation>
    </message>
    <message>
        <source>The penalty&apos;s gradient takes the place of the task&apos;s on every convolution and linear weight.</source>
        <translation>Der Gradient des Strafterms ersetzt den der Aufgabe bei jedem Gewicht von Faltungen und linearen Schichten.</translation>
    </message>
    <message>
        <source>GReg-1</source>
        <translation>GReg-1</translation>
    </message>
    <message>
        <source>Pushes the smallest filters to zero with a slowly growing L2 penalty, then cuts. Keeps more accuracy than cutting at once; costs a long training phase.</source>
        <translation>Drückt die kleinsten Filter mit einem langsam wachsenden L2-Strafterm gegen null und schneidet dann. Behält mehr Genauigkeit als sofortiges Schneiden; kostet eine lange Trainingsphase.</translation>
    </message>
    <message>
        <source>Pick</source>
        <translation>Auswahl</translation>
    </message>
    <message>
        <source>Which channels go: those with the smallest scores, the largest, or a seeded random choice.</source>
        <translation>Welche Kanäle wegfallen: die mit den kleinsten Werten, den größten oder eine zufällige Auswahl mit festem Startwert.</translation>
    </message>
    <message>
        <source>the saved state of the method is absent or has another size.</source>
        <translation>Der gesicherte Zustand des Verfahrens fehlt oder hat eine andere Größe.</translation>
    </message>
    <message>
        <source>Resume with the recipe and the model that wrote the checkpoint.</source>
        <translation>Mit dem Rezept und dem Modell fortsetzen, die den Stand geschrieben haben.</translation>
    </message>
    <message>
        <source>the cut network&apos;s outputs have other shapes.</source>
        <translation>Die Ausgaben des geschnittenen Netzes haben andere Formen.</translation>
    </message>
    <message>
        <source>Compare the networks that belong together.</source>
        <translation>Netze vergleichen, die zusammengehören.</translation>
    </message>
    <message>
        <source>it varies along an axis that is summed without a partner</source>
        <translation>ändert sich entlang einer Achse, die ohne Gegenstück summiert wird</translation>
    </message>
    <message>
        <source>a softmax runs over its channels</source>
        <translation>ein Softmax läuft über die Kanäle</translation>
    </message>
    <message>
        <source>it is convolved along an axis that holds its channels</source>
        <translation>wird entlang der Achse gefaltet, auf der die Kanäle liegen</translation>
    </message>
    <message>
        <source>it is a grouped convolution of a value without channels</source>
        <translation>ist eine gruppierte Faltung eines Wertes ohne Kanäle</translation>
    </message>
    <message>
        <source>it is read through several index tables at once</source>
        <translation>wird durch mehrere Indextabellen zugleich gelesen</translation>
    </message>
    <message>
        <source>its rows are looked up by the data</source>
        <translation>die Daten schlagen ihre Zeilen nach</translation>
    </message>
    <message>
        <source>it is joined beside a value whose axis carries no channels</source>
        <translation>wird neben einen Wert gefügt, dessen Achse keine Kanäle trägt</translation>
    </message>
    <message>
        <source>it is read in overlapping windows along its channels</source>
        <translation>wird entlang der Kanäle in überlappenden Fenstern gelesen</translation>
    </message>
    <message>
        <source>it is pooled along the axis that holds its channels</source>
        <translation>wird entlang der Kanalachse zusammengefasst</translation>
    </message>
    <message>
        <source>it is cut into patches along the axis that holds its channels</source>
        <translation>wird entlang der Kanalachse in Stücke zerlegt</translation>
    </message>
    <message>
        <source>it is put together from patches along the axis that holds its channels</source>
        <translation>wird entlang der Kanalachse aus Stücken zusammengesetzt</translation>
    </message>
    <message>
        <source>the order of its channels matters</source>
        <translation>die Reihenfolge der Kanäle zählt</translation>
    </message>
    <message>
        <source>a running sum runs over its channels</source>
        <translation>eine laufende Summe geht über die Kanäle</translation>
    </message>
    <message>
        <source>it has a single output channel</source>
        <translation>hat nur einen Ausgangskanal</translation>
    </message>
    <message>
        <source>it meets a value whose axis carries no channels</source>
        <translation>trifft auf einen Wert, dessen Achse keine Kanäle trägt</translation>
    </message>
    <message>
        <source>it is summed with a value whose axis carries no channels</source>
        <translation>wird mit einem Wert summiert, dessen Achse keine Kanäle trägt</translation>
    </message>
    <message>
        <source>it meets a position that is always kept</source>
        <translation>trifft auf eine Stelle, die immer bleibt</translation>
    </message>
    <message>
        <source>one channel, or one class of channels, fills the whole axis</source>
        <translation>ein Kanal oder eine Klasse von Kanälen füllt die ganze Achse</translation>
    </message>
    <message>
        <source>its outputs are the outputs of the network</source>
        <translation>ihre Ausgaben sind die Ausgaben des Netzes</translation>
    </message>
    <message>
        <source>The network has no graph.</source>
        <translation>Das Netz hat keinen Graphen.</translation>
    </message>
    <message>
        <source>Load a model first.</source>
        <translation>Zuerst ein Modell laden.</translation>
    </message>
    <message>
        <source>The command was stopped before it began.</source>
        <translation>Der Befehl wurde vor seinem Beginn beendet.</translation>
    </message>
    <message>
        <source>Start it again.</source>
        <translation>Noch einmal starten.</translation>
    </message>
    <message>
        <source>There is no such folder.</source>
        <translation>Diesen Ordner gibt es nicht.</translation>
    </message>
    <message>
        <source>Check the path.</source>
        <translation>Den Pfad prüfen.</translation>
    </message>
    <message>
        <source>The folder holds no run: it has neither history.db nor points.</source>
        <translation>Der Ordner enthält keinen Lauf: Es fehlen history.db und points.</translation>
    </message>
    <message>
        <source>Name a folder that a run or a project was written to.</source>
        <translation>Einen Ordner angeben, in den ein Lauf oder Projekt geschrieben wurde.</translation>
    </message>
    <message>
        <source>the training state of the checkpoint can&apos;t be read.</source>
        <translation>Der Trainingszustand des Standes lässt sich nicht lesen.</translation>
    </message>
    <message>
        <source>Resume from an earlier point.</source>
        <translation>Von einem früheren Stand fortsetzen.</translation>
    </message>
    <message>
        <source>the evaluation was stopped.</source>
        <translation>Die Auswertung wurde beendet.</translation>
    </message>
    <message>
        <source>nothing chooses channels before this cut.</source>
        <translation>Vor diesem Schnitt wählt nichts Kanäle aus.</translation>
    </message>
    <message>
        <source>Put select or penalize before cut.</source>
        <translation>Auswahl oder Strafterm vor den Schnitt setzen.</translation>
    </message>
    <message>
        <source>the recipe says nothing about how much to prune.</source>
        <translation>Das Rezept sagt nicht, wie viel beschnitten werden soll.</translation>
    </message>
    <message>
        <source>the recalibration was stopped.</source>
        <translation>Das Eichen wurde beendet.</translation>
    </message>
    <message>
        <source>the recipe has no penalize stage to replay.</source>
        <translation>Das Rezept hat keine Stufe penalize zum Nachspielen.</translation>
    </message>
    <message>
        <source>Add one.</source>
        <translation>Eine hinzufügen.</translation>
    </message>
    <message>
        <source>there is no tensor x0.</source>
        <translation>Es gibt keinen Tensor x0.</translation>
    </message>
    <message>
        <source>Write tensors x0, y0, x1, y1 and so on.</source>
        <translation>Tensoren x0, y0, x1, y1 und so weiter schreiben.</translation>
    </message>
    <message>
        <source>Forward constants</source>
        <translation>Konstanten weiterreichen</translation>
    </message>
    <message>
        <source>Adds what removed channels still emit to the next bias or batch norm.</source>
        <translation>Addiert, was entfernte Kanäle noch ausgeben, zum nächsten Bias oder zur BatchNorm.</translation>
    </message>
    <message>
        <source>Cut</source>
        <translation>Schneiden</translation>
    </message>
    <message>
        <source>Removes the chosen channels for good, after proving that masked equals cut.</source>
        <translation>Entfernt die ausgewählten Kanäle endgültig, nachdem maskiert und geschnitten als gleich erwiesen sind.</translation>
    </message>
    <message>
        <source>The images on which accuracy is measured before and after the cut.</source>
        <translation>Die Bilder, auf denen die Genauigkeit vor und nach dem Schnitt gemessen wird.</translation>
    </message>
    <message>
        <source>Evaluate</source>
        <translation>Auswerten</translation>
    </message>
    <message>
        <source>Measures top-1, top-5 and loss.</source>
        <translation>Misst Top-1, Top-5 und Verlust.</translation>
    </message>
    <message>
        <source>The images to measure on.</source>
        <translation>Die Bilder, auf denen gemessen wird.</translation>
    </message>
    <message>
        <source>Fine-tune</source>
        <translation>Nachtrainieren</translation>
    </message>
    <message>
        <source>Trains the cut network to win accuracy back; reports the last and the best epoch.</source>
        <translation>Trainiert das geschnittene Netz, um Genauigkeit zurückzugewinnen; nennt die letzte und die beste Epoche.</translation>
    </message>
    <message>
        <source>Train for so many iterations instead of epochs; 0 = by epochs.</source>
        <translation>So viele Iterationen statt Epochen trainieren; 0 = nach Epochen.</translation>
    </message>
    <message>
        <source>Test interval</source>
        <translation>Abstand der Tests</translation>
    </message>
    <message>
        <source>Iterations between evaluations on test, the first before any step; 0 = none.</source>
        <translation>Iterationen zwischen Messungen auf den Testbildern, die erste vor dem ersten Schritt; 0 = keine.</translation>
    </message>
    <message>
        <source>Cut-now probes</source>
        <translation>Messungen „jetzt geschnitten“</translation>
    </message>
    <message>
        <source>How often each phase asks &quot;what if I cut now?&quot;, as far as that fits into 5 % of the time.</source>
        <translation>Wie oft jede Phase fragt: „Was, wenn jetzt geschnitten würde?“, soweit es in 5 % der Zeit passt.</translation>
    </message>
    <message>
        <source>Penalise</source>
        <translation>Bestrafen</translation>
    </message>
    <message>
        <source>Trains under a method&apos;s penalty until the chosen channels no longer matter.</source>
        <translation>Trainiert unter dem Strafterm eines Verfahrens, bis die ausgewählten Kanäle nichts mehr bewirken.</translation>
    </message>
    <message>
        <source>End after so many iterations even if the method is not ready; 0 = when it is.</source>
        <translation>Nach so vielen Iterationen enden, auch wenn das Verfahren nicht so weit ist; 0 = wenn es so weit ist.</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>images</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Training images that the statistics are taken from.</source>
        <translation>Trainingsbilder, aus denen die Statistik gewonnen wird.</translation>
    </message>
    <message>
        <source>Recalibrate</source>
        <translation>Neu eichen</translation>
    </message>
    <message>
        <source>Re-estimates the running statistics of every batch norm on training images.</source>
        <translation>Schätzt die laufende Statistik jeder BatchNorm auf Trainingsbildern neu.</translation>
    </message>
    <message>
        <source>Select</source>
        <translation>Auswählen</translation>
    </message>
    <message>
        <source>Chooses the channels to be cut by a criterion, without training.</source>
        <translation>Wählt die zu schneidenden Kanäle nach einem Kriterium, ohne Training.</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>Trainieren</translation>
    </message>
    <message>
        <source>Trains the network as it stands, from scratch or further.</source>
        <translation>Trainiert das Netz, wie es ist, von Anfang an oder weiter.</translation>
    </message>
    <message>
        <source>Batch size</source>
        <translation>Stapelgröße</translation>
    </message>
    <message>
        <source>Images per optimiser step.</source>
        <translation>Bilder je Optimierungsschritt.</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>Lernrate</translation>
    </message>
    <message>
        <source>A number, or a schedule over epochs such as 0:0.01,60:0.001; the last value stays.</source>
        <translation>Eine Zahl oder ein Plan über Epochen wie 0:0.01,60:0.001; der letzte Wert bleibt.</translation>
    </message>
    <message>
        <source>Weight decay</source>
        <translation>Gewichtsabnahme</translation>
    </message>
    <message>
        <source>L2 penalty on all parameters (wd).</source>
        <translation>L2-Strafterm auf alle Parameter (wd).</translation>
    </message>
    <message>
        <source>Momentum</source>
        <translation>Trägheit</translation>
    </message>
    <message>
        <source>Momentum of SGD (mu).</source>
        <translation>Trägheit von SGD (mu).</translation>
    </message>
    <message>
        <source>Nesterov</source>
        <translation>Nesterov</translation>
    </message>
    <message>
        <source>Nesterov&apos;s form of momentum.</source>
        <translation>Nesterovs Form der Trägheit.</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>Epochen</translation>
    </message>
    <message>
        <source>epochs</source>
        <translation>Epochen</translation>
    </message>
    <message>
        <source>Passes over the training images.</source>
        <translation>Durchgänge durch die Trainingsbilder.</translation>
    </message>
    <message>
        <source>Iterations</source>
        <translation>Iterationen</translation>
    </message>
    <message>
        <source>Evaluate every</source>
        <translation>Auswerten alle</translation>
    </message>
    <message>
        <source>Epochs between evaluations; 0 evaluates at the end only.</source>
        <translation>Epochen zwischen Auswertungen; 0 wertet nur am Ende aus.</translation>
    </message>
    <message>
        <source>Images to measure on</source>
        <translation>Bilder zum Messen</translation>
    </message>
    <message>
        <source>Open a model or the sample.</source>
        <translation>Ein Modell oder das Beispiel öffnen.</translation>
    </message>
    <message>
        <source>Training needs data.</source>
        <translation>Training braucht Daten.</translation>
    </message>
    <message>
        <source>Use Model &gt; Bind Data.</source>
        <translation>Modell &gt; Daten wählen verwenden.</translation>
    </message>
    <message>
        <source>The recipe has no stages.</source>
        <translation>Das Rezept hat keine Stufen.</translation>
    </message>
    <message>
        <source>Choose a recipe in the Recipe panel.</source>
        <translation>Im Bereich Rezept ein Rezept wählen.</translation>
    </message>
    <message>
        <source>No channel is marked: the run would cut nothing.</source>
        <translation>Kein Kanal ist markiert: Der Lauf würde nichts schneiden.</translation>
    </message>
    <message>
        <source>Set a ratio above 0 in the Layers panel.</source>
        <translation>Im Bereich Schichten einen Anteil über 0 setzen.</translation>
    </message>
    <message>
        <source>Best</source>
        <translation>Bester</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Beendet</translation>
    </message>
    <message>
        <source>Autosave</source>
        <translation>Selbst gesichert</translation>
    </message>
    <message>
        <source>Decorrelation</source>
        <translation>Entkopplung</translation>
    </message>
    <message>
        <source>Which loss keeps the layers trainable: v5 makes chosen filters orthogonal to all others; the rest are ablations.</source>
        <translation>Welcher Verlust die Schichten trainierbar hält: v5 macht ausgewählte Filter orthogonal zu allen anderen; die übrigen sind Vergleiche.</translation>
    </message>
    <message>
        <source>Norm of v5</source>
        <translation>Norm von v5</translation>
    </message>
    <message>
        <source>Whether v5 divides by the number of filter pairs (the authors&apos; code) or not (paper).</source>
        <translation>Ob v5 durch die Zahl der Filterpaare teilt (Programm der Autoren) oder nicht (Veröffentlichung).</translation>
    </message>
    <message>
        <source>Columns in wide layers</source>
        <translation>Spalten in breiten Schichten</translation>
    </message>
    <message>
        <source>v1 and v2 take the products of columns where there are more columns than filters.</source>
        <translation>v1 und v2 nehmen die Produkte der Spalten, wo es mehr Spalten als Filter gibt.</translation>
    </message>
    <message>
        <source>Weight among kept filters</source>
        <translation>Gewicht unter behaltenen Filtern</translation>
    </message>
    <message>
        <source>Weight of pairs of kept filters, of scheme v6 only.</source>
        <translation>Gewicht der Paare behaltener Filter, nur bei v6.</translation>
    </message>
    <message>
        <source>Decorrelation weight</source>
        <translation>Gewicht der Entkopplung</translation>
    </message>
    <message>
        <source>Weight of the decorrelation loss; from v5 on it grows with the penalty.</source>
        <translation>Gewicht des Entkopplungsverlusts; ab v5 wächst es mit dem Strafterm.</translation>
    </message>
    <message>
        <source>Growth of the penalty</source>
        <translation>Wachstum des Strafterms</translation>
    </message>
    <message>
        <source>Whether the factor grows evenly or by a power of the time, slowly at first.</source>
        <translation>Ob der Faktor gleichmäßig wächst oder mit einer Potenz der Zeit, anfangs langsam.</translation>
    </message>
    <message>
        <source>Growth iterations</source>
        <translation>Iterationen des Wachstums</translation>
    </message>
    <message>
        <source>Iterations until the factor reaches its ceiling; it then sets the update interval. -1 = as interval, step and ceiling say.</source>
        <translation>Iterationen, bis der Faktor seine Obergrenze erreicht; dies bestimmt dann den Abstand der Schritte. -1 = wie Abstand, Schritt und Obergrenze es ergeben.</translation>
    </message>
    <message>
        <source>Penalty factor</source>
        <translation>Faktor des Strafterms</translation>
    </message>
    <message>
        <source>The constant factor of the penalty (tau). The published rows amount to 2.</source>
        <translation>Der gleichbleibende Faktor des Strafterms (tau). Die veröffentlichten Zeilen entsprechen 2.</translation>
    </message>
    <message>
        <source>Length of the penalty</source>
        <translation>Dauer des Strafterms</translation>
    </message>
    <message>
        <source>The penalty lasts until the first update behind so many iterations.</source>
        <translation>Der Strafterm dauert bis zum ersten Schritt nach so vielen Iterationen.</translation>
    </message>
    <message>
        <source>FixReg</source>
        <translation>FixReg</translation>
    </message>
    <message>
        <source>Pushes the smallest filters with a constant L2 penalty, then cuts. What growing regularisation is compared with.</source>
        <translation>Drückt die kleinsten Filter mit einem gleichbleibenden L2-Strafterm und schneidet dann. Womit wachsende Strafterme verglichen werden.</translation>
    </message>
    <message>
        <source>Picking limit</source>
        <translation>Grenze der Auswahl</translation>
    </message>
    <message>
        <source>The channels are picked once the factor on all of them reaches this (tau&apos;).</source>
        <translation>Die Kanäle werden ausgewählt, sobald der Faktor auf ihnen allen dies erreicht (tau&apos;).</translation>
    </message>
    <message>
        <source>Picking step</source>
        <translation>Schritt vor der Auswahl</translation>
    </message>
    <message>
        <source>Growth of the factor on all channels per update before they are picked (delta&apos;).</source>
        <translation>Wachstum des Faktors auf allen Kanälen je Schritt, bevor ausgewählt wird (delta&apos;).</translation>
    </message>
    <message>
        <source>Factor of the kept</source>
        <translation>Faktor der behaltenen</translation>
    </message>
    <message>
        <source>Factor of the kept channels after picking: -wd takes the weight decay off them (paper); or a number of 0 or less (the authors&apos; code: -0.0001).</source>
        <translation>Faktor der behaltenen Kanäle nach der Auswahl: -wd hebt bei ihnen den Gewichtsabbau auf (Veröffentlichung); oder eine Zahl bis 0 (Programm der Autoren: -0.0001).</translation>
    </message>
    <message>
        <source>Only pick</source>
        <translation>Nur auswählen</translation>
    </message>
    <message>
        <source>Ends when the channels are picked; a later stage goes on with them.</source>
        <translation>Endet, wenn die Kanäle ausgewählt sind; eine spätere Stufe arbeitet mit ihnen weiter.</translation>
    </message>
    <message>
        <source>Cut after picking</source>
        <translation>Nach der Auswahl schneiden</translation>
    </message>
    <message>
        <source>Ready to cut when the channels are picked, so that no push follows.</source>
        <translation>Bereit zum Schnitt, wenn die Kanäle ausgewählt sind, sodass kein Druck mehr folgt.</translation>
    </message>
    <message>
        <source>GReg-2</source>
        <translation>GReg-2</translation>
    </message>
    <message>
        <source>Lets a small growing L2 penalty on all filters tell them apart, picks the smallest then, and pushes those to zero. Picks better than at the start; takes longer.</source>
        <translation>Lässt einen kleinen, wachsenden L2-Strafterm auf allen Filtern sie auseinandertreten, wählt dann die kleinsten aus und drückt sie gegen null. Wählt besser aus als zu Beginn; dauert länger.</translation>
    </message>
    <message>
        <source>Zero-out interval</source>
        <translation>Abstand des Nullsetzens</translation>
    </message>
    <message>
        <source>While stabilising, one more layer is set to zero every so many iterations, in order of execution.</source>
        <translation>Beim Stabilisieren wird alle so viele Iterationen eine weitere Schicht auf null gesetzt, in der Reihenfolge der Ausführung.</translation>
    </message>
    <message>
        <source>No penalty on weights</source>
        <translation>Kein Strafterm auf Gewichten</translation>
    </message>
    <message>
        <source>Leaves weights and biases of the chosen filters without penalty.</source>
        <translation>Lässt Gewichte und Verschiebungen der ausgewählten Filter ohne Strafterm.</translation>
    </message>
    <message>
        <source>No penalty on batch norm</source>
        <translation>Kein Strafterm auf der Batch-Norm</translation>
    </message>
    <message>
        <source>Leaves gamma and beta of the chosen filters without penalty.</source>
        <translation>Lässt Gamma und Beta der ausgewählten Filter ohne Strafterm.</translation>
    </message>
    <message>
        <source>Decorrelation only</source>
        <translation>Nur Entkopplung</translation>
    </message>
    <message>
        <source>No penalty at all but the decorrelation.</source>
        <translation>Kein Strafterm außer der Entkopplung.</translation>
    </message>
    <message>
        <source>Penalty on weights as a loss</source>
        <translation>Strafterm der Gewichte als Verlust</translation>
    </message>
    <message>
        <source>Half the factor times the square of the chosen weights joins the loss, instead of a term in the gradient.</source>
        <translation>Der halbe Faktor mal das Quadrat der ausgewählten Gewichte kommt zum Verlust hinzu, statt eines Terms im Gradienten.</translation>
    </message>
    <message>
        <source>TPP</source>
        <translation>TPP</translation>
    </message>
    <message>
        <source>Decorrelates the chosen filters from all others while it pushes them to zero, so that the network stays trainable, and zeroes them before the cut: the cut changes nothing.</source>
        <translation>Entkoppelt die ausgewählten Filter von allen anderen, während es sie gegen null drückt, sodass das Netz trainierbar bleibt, und setzt sie vor dem Schnitt auf null: Der Schnitt ändert nichts.</translation>
    </message>
    <message>
        <source>What is scored and penalised as one (wg): a filter; what the next layers read of its channel, and the same channel goes; or single weights, which become zeros.</source>
        <translation>Was gemeinsam bewertet und bestraft wird (wg): ein Filter; was die nächsten Schichten von seinem Kanal lesen, wobei derselbe Kanal wegfällt; oder einzelne Gewichte, die zu Nullen werden.</translation>
    </message>
    <message>
        <source>The point that the run started from is gone.</source>
        <translation>Der Punkt, von dem der Lauf ausging, ist nicht mehr da.</translation>
    </message>
    <message>
        <source>Start the run anew.</source>
        <translation>Den Lauf neu beginnen.</translation>
    </message>
    <message>
        <source>the run began with an untrained network: there is nothing to learn from it.</source>
        <translation>Der Lauf begann mit einem untrainierten Netz: Von ihm ist nichts zu lernen.</translation>
    </message>
    <message>
        <source>Start from trained weights, or set distill_weight to 0.</source>
        <translation>Von trainierten Gewichten ausgehen oder distill_weight auf 0 setzen.</translation>
    </message>
    <message>
        <source>the network that the run began with was not kept.</source>
        <translation>Das Netz, mit dem der Lauf begann, wurde nicht aufgehoben.</translation>
    </message>
    <message>
        <source>Set distill_weight to 0.</source>
        <translation>distill_weight auf 0 setzen.</translation>
    </message>
    <message>
        <source>the network that the run began with has other outputs than this one.</source>
        <translation>Das Netz, mit dem der Lauf begann, hat andere Ausgänge als dieses.</translation>
    </message>
    <message>
        <source>the teacher network could not be run on a batch.</source>
        <translation>Das Lehrer-Netz ließ sich auf einem Batch nicht ausführen.</translation>
    </message>
    <message>
        <source>Distillation</source>
        <translation>Destillation</translation>
    </message>
    <message>
        <source>Share of the loss that compares with the answers of the network that the run began with, instead of with the labels; 0 = none.</source>
        <translation>Anteil des Verlusts, der mit den Antworten des Netzes vergleicht, mit dem der Lauf begann, statt mit den Labels; 0 = keiner.</translation>
    </message>
    <message>
        <source>Distillation temperature</source>
        <translation>Temperatur der Destillation</translation>
    </message>
    <message>
        <source>Divides the logits of both networks before they are compared (T).</source>
        <translation>Teilt die Logits beider Netze, bevor sie verglichen werden (T).</translation>
    </message>
    <message>
        <source>the saved moving average does not fit the model.</source>
        <translation>Der gespeicherte gleitende Mittelwert passt nicht zum Modell.</translation>
    </message>
    <message>
        <source>Resume with the recipe that the run was started with.</source>
        <translation>Mit dem Rezept fortsetzen, mit dem der Lauf begonnen wurde.</translation>
    </message>
    <message>
        <source>Orthogonality loss</source>
        <translation>Orthogonalitätsverlust</translation>
    </message>
    <message>
        <source>Keeps layers near an isometry: of the flattened weights (kernel, KernOrth), or of the convolution itself (conv, OrthConv; conv_ref as its published code).</source>
        <translation>Hält Schichten nahe einer Isometrie: der flachgelegten Gewichte (kernel, KernOrth) oder der Faltung selbst (conv, OrthConv; conv_ref wie ihr veröffentlichter Code).</translation>
    </message>
    <message>
        <source>Weight of the orthogonality loss</source>
        <translation>Gewicht des Orthogonalitätsverlusts</translation>
    </message>
    <message>
        <source>Factor on the sum of the layers&apos; distances (lw_orth_reg).</source>
        <translation>Faktor auf der Summe der Abstände aller Schichten (lw_orth_reg).</translation>
    </message>
    <message>
        <source>Weight averaging</source>
        <translation>Gewichtsmittelung</translation>
    </message>
    <message>
        <source>Decay of a moving average of the weights, which is then measured and kept instead of the last ones; 0 = none, 0.999 is usual.</source>
        <translation>Abklingfaktor eines gleitenden Mittelwerts der Gewichte, der dann statt der letzten gemessen und behalten wird; 0 = keiner, 0,999 ist üblich.</translation>
    </message>
    <message>
        <source>the measurement of the Jacobian was stopped.</source>
        <translation>Die Messung der Jacobi-Matrix wurde angehalten.</translation>
    </message>
    <message>
        <source>there are no training images to take the Jacobian at.</source>
        <translation>Es gibt keine Trainingsbilder, an denen die Jacobi-Matrix zu bilden wäre.</translation>
    </message>
    <message>
        <source>Give a data source with a training split, or set jsv_loop to 0.</source>
        <translation>Eine Datenquelle mit Trainingsteil angeben oder jsv_loop auf 0 setzen.</translation>
    </message>
    <message>
        <source>Jacobian batches</source>
        <translation>Batches für die Jacobi-Matrix</translation>
    </message>
    <message>
        <source>batches</source>
        <translation>Batches</translation>
    </message>
    <message>
        <source>Batches of 100 training images on which the singular values of the Jacobian (JSV) are measured; 0 = none, 10 as published.</source>
        <translation>Batches von 100 Trainingsbildern, auf denen die Singulärwerte der Jacobi-Matrix (JSV) gemessen werden; 0 = keine, 10 wie veröffentlicht.</translation>
    </message>
    <message>
        <source>espalier-cli inspect lists the names of the layers.</source>
        <translation>espalier-cli inspect nennt die Namen der Schichten.</translation>
    </message>
    <message>
        <source>the reinitialisation was stopped.</source>
        <translation>Die Neuinitialisierung wurde angehalten.</translation>
    </message>
    <message>
        <source>Carry momentum over</source>
        <translation>Trägheit mitnehmen</translation>
    </message>
    <message>
        <source>The next stage that trains goes on with the momentum of the last one, cut like the weights; else it starts afresh.</source>
        <translation>Die nächste Stufe, die trainiert, fährt mit der Trägheit der letzten fort, geschnitten wie die Gewichte; sonst beginnt sie von vorn.</translation>
    </message>
    <message>
        <source>Reinitialisation</source>
        <translation>Neuinitialisierung</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>Adam steps per layer of the approximate isometry.</source>
        <translation>Adam-Schritte je Schicht für die näherungsweise Isometrie.</translation>
    </message>
    <message>
        <source>Gain for</source>
        <translation>Verstärkung für</translation>
    </message>
    <message>
        <source>Isometries are scaled by 1 for linear networks and by the square root of 2 for ReLU; auto looks which it is.</source>
        <translation>Isometrien werden bei linearen Netzen mit 1, bei ReLU mit der Wurzel aus 2 skaliert; auto sieht nach, was vorliegt.</translation>
    </message>
    <message>
        <source>Only layers</source>
        <translation>Nur Schichten</translation>
    </message>
    <message>
        <source>Globs on layer names, separated by commas; empty = all layers.</source>
        <translation>Globs auf Schichtnamen, durch Kommas getrennt; leer = alle Schichten.</translation>
    </message>
    <message>
        <source>Scale</source>
        <translation>Maßstab</translation>
    </message>
    <message>
        <source>Factor on random orthogonal weights (orth).</source>
        <translation>Faktor auf zufällig orthogonalen Gewichten (orth).</translation>
    </message>
    <message>
        <source>Rescale</source>
        <translation>Umskalieren</translation>
    </message>
    <message>
        <source>Afterwards bring each layer to the deviation of Kaiming&apos;s fan-in rule, or multiply it; both times the factor below.</source>
        <translation>Danach jede Schicht auf die Streuung von Kaimings Fan-in-Regel bringen oder multiplizieren; beides mal dem Faktor darunter.</translation>
    </message>
    <message>
        <source>Rescale by</source>
        <translation>Umskalieren um</translation>
    </message>
    <message>
        <source>The factor of rescale.</source>
        <translation>Der Faktor von Umskalieren.</translation>
    </message>
    <message>
        <source>Forget moments</source>
        <translation>Momente vergessen</translation>
    </message>
    <message>
        <source>Start Adam anew in every step, as the published code of the approximate isometry did.</source>
        <translation>Adam in jedem Schritt neu beginnen, wie der veröffentlichte Code der näherungsweisen Isometrie.</translation>
    </message>
    <message>
        <source>Reinitialise</source>
        <translation>Neu initialisieren</translation>
    </message>
    <message>
        <source>Batch norm scale</source>
        <translation>BatchNorm-Skala</translation>
    </message>
    <message>
        <source>Size of the batch norm&apos;s scale. Says something once a penalty has drawn scales apart.</source>
        <translation>Betrag der Skala der BatchNorm. Aussagekräftig, sobald ein Strafterm die Skalen getrennt hat.</translation>
    </message>
    <message>
        <source>FPGM</source>
        <translation>FPGM</translation>
    </message>
    <message>
        <source>Distance to all other filters of the layer. Removes what the others can replace, whatever its size.</source>
        <translation>Abstand zu allen anderen Filtern der Schicht. Entfernt, was die anderen ersetzen können, wie groß es auch ist.</translation>
    </message>
    <message>
        <source>L2</source>
        <translation>L2</translation>
    </message>
    <message>
        <source>Root mean square weight of the filter. Punishes single small weights less than L1.</source>
        <translation>Quadratischer Mittelwert der Gewichte des Filters. Einzelne kleine Gewichte zählen weniger als bei L1.</translation>
    </message>
    <message>
        <source>Batches</source>
        <translation>Stapel</translation>
    </message>
    <message>
        <source>Batches of 128 training images over which gradients are averaged.</source>
        <translation>Stapel von 128 Trainingsbildern, über die Gradienten gemittelt werden.</translation>
    </message>
    <message>
        <source>Taylor</source>
        <translation>Taylor</translation>
    </message>
    <message>
        <source>Size of weight times gradient: the first-order guess of what the loss would change. Needs training images.</source>
        <translation>Betrag von Gewicht mal Gradient: wie sich der Verlust in erster Ordnung änderte. Braucht Trainingsbilder.</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>Schwelle</translation>
    </message>
    <message>
        <source>Channels whose score is not above this go (tau of the rule absolute).</source>
        <translation>Kanäle, deren Wert nicht darüber liegt, gehen (tau der Regel absolute).</translation>
    </message>
    <message>
        <source>Energy given up</source>
        <translation>Aufgegebene Energie</translation>
    </message>
    <message>
        <source>Share of a layer&apos;s squared scores that may go (delta of the rule ot).</source>
        <translation>Anteil der quadrierten Werte einer Schicht, der gehen darf (delta der Regel ot).</translation>
    </message>
    <message>
        <source>Share of all channels</source>
        <translation>Anteil aller Kanäle</translation>
    </message>
    <message>
        <source>Share of all scores, of every layer together, that goes (rule percentile).</source>
        <translation>Anteil aller Werte, über alle Schichten zusammen, der geht (Regel percentile).</translation>
    </message>
    <message>
        <source>Keep half</source>
        <translation>Hälfte behalten</translation>
    </message>
    <message>
        <source>At most half of a layer&apos;s channels go.</source>
        <translation>Höchstens die Hälfte der Kanäle einer Schicht geht.</translation>
    </message>
    <message>
        <source>Cap per layer</source>
        <translation>Obergrenze je Schicht</translation>
    </message>
    <message>
        <source>At most this share of a layer&apos;s channels goes.</source>
        <translation>Höchstens dieser Anteil der Kanäle einer Schicht geht.</translation>
    </message>
    <message>
        <source>Channels kept at least</source>
        <translation>Mindestens behaltene Kanäle</translation>
    </message>
    <message>
        <source>Channels of each layer that stay in any case.</source>
        <translation>Kanäle jeder Schicht, die in jedem Fall bleiben.</translation>
    </message>
    <message>
        <source>Tied layers</source>
        <translation>Verbundene Schichten</translation>
    </message>
    <message>
        <source>How layers that are tied by additions agree; auto: they vote, or share one score where a target is searched for.</source>
        <translation>Wie sich Schichten einigen, die durch Additionen verbunden sind; auto: sie stimmen ab oder teilen einen Wert, wo ein Ziel gesucht wird.</translation>
    </message>
    <message>
        <source>Score of tied layers</source>
        <translation>Wert verbundener Schichten</translation>
    </message>
    <message>
        <source>How the scores of tied layers become one.</source>
        <translation>Wie aus den Werten verbundener Schichten einer wird.</translation>
    </message>
    <message>
        <source>Rule</source>
        <translation>Regel</translation>
    </message>
    <message>
        <source>Uniform by score</source>
        <translation>Uniform nach Wert</translation>
    </message>
    <message>
        <source>The rule uniform takes the smallest scores instead of the first channels.</source>
        <translation>Die Regel uniform nimmt die kleinsten Werte statt der ersten Kanäle.</translation>
    </message>
    <message>
        <source>Normalise per layer</source>
        <translation>Je Schicht normieren</translation>
    </message>
    <message>
        <source>The rule absolute divides scores by their layer&apos;s sum.</source>
        <translation>Die Regel absolute teilt Werte durch die Summe ihrer Schicht.</translation>
    </message>
    <message>
        <source>What decides: the recipe&apos;s ratios layer by layer, or a share of all scores together. With a target in the recipe, percentile searches for its share.</source>
        <translation>Was entscheidet: die Anteile des Rezepts Schicht für Schicht oder ein Anteil aller Werte zusammen. Mit einem Ziel im Rezept sucht percentile seinen Anteil.</translation>
    </message>
    <message>
        <source>Skip strided layers</source>
        <translation>Schichten mit Schrittweite auslassen</translation>
    </message>
    <message>
        <source>Layers whose convolution has a stride above 1 stay whole (rule percentile).</source>
        <translation>Schichten, deren Faltung eine Schrittweite über 1 hat, bleiben ganz (Regel percentile).</translation>
    </message>
    <message>
        <source>Scale sparsity</source>
        <translation>Skalen-Sparsity</translation>
    </message>
    <message>
        <source>Draws the scales of all batch norms to zero while training, so that they show which channels matter. Touches the channels that stay as well.</source>
        <translation>Zieht die Skalen aller BatchNorms im Training gegen null, sodass sie zeigen, welche Kanäle zählen. Trifft auch die Kanäle, die bleiben.</translation>
    </message>
    <message>
        <source>grad_decay has to know when the stage ends.</source>
        <translation>grad_decay muss wissen, wann die Stufe endet.</translation>
    </message>
    <message>
        <source>Set epochs or iterations of the stage.</source>
        <translation>epochs oder iterations der Stufe setzen.</translation>
    </message>
    <message>
        <source>nothing says which channels are masked.</source>
        <translation>Nichts sagt, welche Kanäle maskiert sind.</translation>
    </message>
    <message>
        <source>Put select before this stage, or give ratios or a plan or mask file.</source>
        <translation>select vor diese Stufe setzen oder Anteile oder eine Plan- oder Maskendatei angeben.</translation>
    </message>
    <message>
        <source>What is cut</source>
        <translation>Was geschnitten wird</translation>
    </message>
    <message>
        <source>Channels that have collapsed whether masked or not, the masked ones whether collapsed or not, or only those that are both.</source>
        <translation>Kanäle, die zusammengefallen sind, maskiert oder nicht, die maskierten, zusammengefallen oder nicht, oder nur jene, auf die beides zutrifft.</translation>
    </message>
    <message>
        <source>Zero at the end</source>
        <translation>Null am Ende</translation>
    </message>
    <message>
        <source>grad_decay sets masked scales and shifts to zero in its last iteration.</source>
        <translation>grad_decay setzt maskierte Skalen und Verschiebungen in der letzten Iteration auf null.</translation>
    </message>
    <message>
        <source>Decay gain</source>
        <translation>Tempo des Abklingens</translation>
    </message>
    <message>
        <source>Speed of grad_decay (a); 0 takes 1 - momentum, which ends on time, 1 is the reference&apos;s.</source>
        <translation>Tempo von grad_decay (a); 0 nimmt 1 - Momentum, was rechtzeitig endet, 1 ist das der Referenz.</translation>
    </message>
    <message>
        <source>MaskSparsity</source>
        <translation>MaskSparsity</translation>
    </message>
    <message>
        <source>Draws only the scales of channels that were chosen before to zero, and leaves those that stay alone. Costs a second training.</source>
        <translation>Zieht nur die Skalen zuvor ausgewählter Kanäle gegen null und lässt die übrigen in Ruhe. Kostet ein zweites Training.</translation>
    </message>
    <message>
        <source>there is no batch norm scale to penalise, so this was plain training.</source>
        <translation>Es gibt keine BatchNorm-Skala zu bestrafen, also war dies gewöhnliches Training.</translation>
    </message>
    <message>
        <source>Strength</source>
        <translation>Stärke</translation>
    </message>
    <message>
        <source>Weight of the penalty on batch norm scales (s). A scale travels about lr * s / (1 - momentum) per iteration: set it anew with batch size or epochs.</source>
        <translation>Gewicht des Strafterms auf BatchNorm-Skalen (s). Eine Skala wandert je Iteration etwa um lr * s / (1 - Momentum): mit Stapelgröße oder Epochen neu einstellen.</translation>
    </message>
    <message>
        <source>Penalty</source>
        <translation>Strafterm</translation>
    </message>
    <message>
        <source>What draws the scales to zero; group_lasso works on the filters instead, grad_decay takes the task&apos;s gradient from scale and shift and lets both fall in a line.</source>
        <translation>Was die Skalen gegen null zieht; group_lasso wirkt stattdessen auf die Filter, grad_decay nimmt Skala und Verschiebung den Gradienten der Aufgabe und lässt beide geradlinig fallen.</translation>
    </message>
    <message>
        <source>Collapsed at</source>
        <translation>Zusammengefallen bei</translation>
    </message>
    <message>
        <source>A channel has collapsed once its scale is no larger than this (tau).</source>
        <translation>Ein Kanal ist zusammengefallen, sobald seine Skala nicht größer ist (tau).</translation>
    </message>
    <message>
        <source>this criterion needs training images; there are none.</source>
        <translation>Dieses Kriterium braucht Trainingsbilder; es gibt keine.</translation>
    </message>
    <message>
        <source>Name a data source in the recipe&apos;s data section.</source>
        <translation>Im Abschnitt data des Rezepts eine Datenquelle nennen.</translation>
    </message>
    <message>
        <source>there is nothing to rewind to: no channels were chosen since the last cut.</source>
        <translation>Es gibt nichts, wohin zurückgespult werden kann: seit dem letzten Schnitt wurden keine Kanäle ausgewählt.</translation>
    </message>
    <message>
        <source>Put rewind behind select or penalize.</source>
        <translation>rewind hinter select oder penalize setzen.</translation>
    </message>
    <message>
        <source>End after so many passes over the training images; 0 = when the method is ready.</source>
        <translation>Nach so vielen Durchgängen durch die Trainingsbilder enden; 0 = wenn das Verfahren fertig ist.</translation>
    </message>
    <message>
        <source>there is nothing to rewind to.</source>
        <translation>Es gibt nichts, wohin zurückgespult werden kann.</translation>
    </message>
    <message>
        <source>Rewind</source>
        <translation>Zurückspulen</translation>
    </message>
    <message>
        <source>Choose a criterion on weights, such as l1.</source>
        <translation>Ein Kriterium auf Gewichten wählen, etwa l1.</translation>
    </message>
    <message>
        <source>Gives the layers new weights, as a start for fine-tuning or for training from scratch.</source>
        <translation>Gibt den Schichten neue Gewichte, als Ausgangspunkt für das Nachtrainieren oder für ein Training von Grund auf.</translation>
    </message>
    <message>
        <source>single weights are masked; this reinitialisation would not keep them at zero.</source>
        <translation>Einzelne Gewichte sind maskiert; diese Neuinitialisierung hielte sie nicht bei null.</translation>
    </message>
    <message>
        <source>Choose AI, AI_scratch, orth, default or xavier_uniform.</source>
        <translation>AI, AI_scratch, orth, default oder xavier_uniform wählen.</translation>
    </message>
    <message>
        <source>Export to another format.</source>
        <translation>Exportieren Sie in ein anderes Format.</translation>
    </message>
    <message>
        <source>Export the model in another way, or to another format.</source>
        <translation>Exportieren Sie das Modell auf anderem Weg oder in ein anderes Format.</translation>
    </message>
    <message>
        <source>The file is damaged or was not written by a sound exporter: export the model again.</source>
        <translation>Die Datei ist beschädigt oder stammt von einem fehlerhaften Exporter: Exportieren Sie das Modell erneut.</translation>
    </message>
    <message>
        <source>Export it again with another opset_version, or convert it with onnx.version_converter.</source>
        <translation>Exportieren Sie es erneut mit einer anderen opset_version, oder wandeln Sie es mit onnx.version_converter um.</translation>
    </message>
    <message>
        <source>Export the model with a fixed image size and a dynamic batch.</source>
        <translation>Exportieren Sie das Modell mit fester Bildgröße und dynamischem Batch.</translation>
    </message>
    <message>
        <source>Batch norm was folded into the convolutions by the exporter: criteria on batch norm are not available.</source>
        <translation>Batch-Norm wurde vom Exporter in die Faltungen eingerechnet: Kriterien auf Batch-Norm stehen nicht zur Verfügung.</translation>
    </message>
    <message>
        <source>Single weights of this network are masked; channels can&apos;t be cut any more.</source>
        <translation>Einzelne Gewichte dieses Netzes sind maskiert; Kanäle können nicht mehr geschnitten werden.</translation>
    </message>
    <message>
        <source>Restore a version from before the mask, cut channels there, then mask.</source>
        <translation>Eine Version von vor der Maske wiederherstellen, dort Kanäle schneiden, dann maskieren.</translation>
    </message>
    <message>
        <source>the same network and data</source>
        <translation>dasselbe Netz und dieselben Daten</translation>
    </message>
    <message>
        <source>the same base weights</source>
        <translation>dieselben Ausgangsgewichte</translation>
    </message>
    <message>
        <source>as many epochs of fine-tuning</source>
        <translation>gleich viele Epochen Nachtraining</translation>
    </message>
    <message>
        <source>the same fine-tuning</source>
        <translation>dasselbe Nachtraining</translation>
    </message>
    <message>
        <source>the same total budget</source>
        <translation>derselbe Gesamtaufwand</translation>
    </message>
    <message>
        <source>three seeds of each</source>
        <translation>je drei Startwerte</translation>
    </message>
    <message>
        <source>Start from weights of a common size: put a reinitialisation such as kaiming_normal before.</source>
        <translation>Von Gewichten üblicher Größe ausgehen: eine Neuinitialisierung wie kaiming_normal davorstellen.</translation>
    </message>
    <message>
        <source>data_dependent needs training images; there are none.</source>
        <translation>data_dependent braucht Trainingsbilder; es gibt keine.</translation>
    </message>
    <message>
        <source>Give a data source with a training split.</source>
        <translation>Eine Datenquelle mit Trainingsteil angeben.</translation>
    </message>
    <message>
        <source>Noise on weights</source>
        <translation>Rauschen auf Gewichten</translation>
    </message>
    <message>
        <source>Deviation of Gaussian noise added to the weights of copies of the network, whose answers are averaged; 0 = none.</source>
        <translation>Streuung des Gaußschen Rauschens, das zu den Gewichten von Kopien des Netzes kommt, deren Antworten gemittelt werden; 0 = keines.</translation>
    </message>
    <message>
        <source>Noisy copies</source>
        <translation>Verrauschte Kopien</translation>
    </message>
    <message>
        <source>How many such copies answer together.</source>
        <translation>Wie viele solche Kopien gemeinsam antworten.</translation>
    </message>
    <message>
        <source>Passes over the training images of data_dependent; the rate 0.01 falls to a tenth at half of them and again at four fifths.</source>
        <translation>Durchgänge durch die Trainingsbilder von data_dependent; die Rate 0.01 fällt nach der Hälfte auf ein Zehntel und nach vier Fünfteln noch einmal.</translation>
    </message>
    <message>
        <source>Batches of 128 training images that are looked at.</source>
        <translation>Stapel von 128 Trainingsbildern, die angesehen werden.</translation>
    </message>
    <message>
        <source>Gradient of the scale</source>
        <translation>Gradient der Skala</translation>
    </message>
    <message>
        <source>Largest gradient of the batch norm&apos;s scale over some batches: without ratios, channels go whose gradient is dead. Needs training images.</source>
        <translation>Größter Gradient der Skala der BatchNorm über einige Stapel: Ohne Anteile gehen Kanäle, deren Gradient tot ist. Braucht Trainingsbilder.</translation>
    </message>
    <message>
        <source>What decides: the recipe&apos;s ratios, one threshold for all layers, the energy of each layer, a share of all scores, the first channels of each layer, or one threshold where the scores part into two heaps, by 2-means or by a mixture of two normal distributions. With a target in the recipe, absolute, percentile and uniform search for their value. auto: by ratios if there are any, else absolute.</source>
        <translation>Was entscheidet: die Anteile des Rezepts, eine Schwelle für alle Schichten, die Energie jeder Schicht, ein Anteil aller Werte, die ersten Kanäle jeder Schicht, oder eine Schwelle dort, wo die Werte in zwei Haufen zerfallen, nach 2-Means oder nach einer Mischung zweier Normalverteilungen. Mit einem Ziel im Rezept suchen absolute, percentile und uniform ihren Wert. auto: nach Anteilen, wenn es welche gibt, sonst absolute.</translation>
    </message>
    <message>
        <source>the criterion can score no group of this network.</source>
        <translation>Das Kriterium kann keine Gruppe dieses Netzes bewerten.</translation>
    </message>
    <message>
        <source>none of the weights would become zero.</source>
        <translation>Keines der Gewichte würde null.</translation>
    </message>
    <message>
        <source>Give at least one layer a ratio above 0.</source>
        <translation>Geben Sie mindestens einer Schicht einen Anteil über 0.</translation>
    </message>
    <message>
        <source>One threshold for all</source>
        <translation>Eine Schwelle für alle</translation>
    </message>
    <message>
        <source>Of wg = weight: all layers are ranked together, and at most 99.5 % of a layer goes.</source>
        <translation>Bei wg = weight: Alle Schichten werden zusammen gereiht, und höchstens 99,5 % einer Schicht gehen.</translation>
    </message>
    <message>
        <source>Pattern</source>
        <translation>Muster</translation>
    </message>
    <message>
        <source>Train for at least so many epochs before the rewind.</source>
        <translation>Trainieren Sie vor dem Zurückspulen mindestens so viele Epochen.</translation>
    </message>
    <message>
        <source>Add one of patterns, uniform, stages, index, target, plan, proportional, inherit.</source>
        <translation>Fügen Sie patterns, uniform, stages, index, target, plan, proportional oder inherit hinzu.</translation>
    </message>
    <message>
        <source>Epochs per candidate</source>
        <translation>Epochen je Kandidat</translation>
    </message>
    <message>
        <source>Trains each candidate for so many epochs, to see what becomes of it; 0 = not at all.</source>
        <translation>Trainiert jeden Kandidaten so viele Epochen lang, um zu sehen, was aus ihm wird; 0 = gar nicht.</translation>
    </message>
    <message>
        <source>Candidates</source>
        <translation>Kandidaten</translation>
    </message>
    <message>
        <source>Random plans that are tried.</source>
        <translation>Zufällige Pläne, die versucht werden.</translation>
    </message>
    <message>
        <source>Training images from which the batch norms of each candidate are estimated anew.</source>
        <translation>Trainingsbilder, aus denen die BatchNorms jedes Kandidaten neu geschätzt werden.</translation>
    </message>
    <message>
        <source>Largest ratio</source>
        <translation>Größter Anteil</translation>
    </message>
    <message>
        <source>Each layer&apos;s ratio is drawn evenly between 0 and this.</source>
        <translation>Der Anteil jeder Schicht wird gleichverteilt zwischen 0 und diesem gezogen.</translation>
    </message>
    <message>
        <source>Tolerance</source>
        <translation>Toleranz</translation>
    </message>
    <message>
        <source>How far a candidate may be from the target, as a share of the whole cost.</source>
        <translation>Wie weit ein Kandidat vom Ziel entfernt sein darf, als Teil der gesamten Kosten.</translation>
    </message>
    <message>
        <source>EagleEye</source>
        <translation>EagleEye</translation>
    </message>
    <message>
        <source>Chooses by trial: random ratios near the recipe&apos;s target, or near what its ratios would leave, smallest filters first; each candidate is judged on the tuning images after its batch norms were estimated anew.</source>
        <translation>Wählt durch Versuch: zufällige Anteile nahe am Ziel des Rezepts oder an dem, was seine Anteile übrig ließen, die kleinsten Filter zuerst; jeder Kandidat wird auf den Abstimmungsbildern beurteilt, nachdem seine BatchNorms neu geschätzt wurden.</translation>
    </message>
    <message>
        <source>no group loses a channel: the oracle takes floor(r * n) of each.</source>
        <translation>Keine Gruppe verliert einen Kanal: Das Orakel nimmt von jeder floor(r * n).</translation>
    </message>
    <message>
        <source>Give at least one layer a larger ratio.</source>
        <translation>Geben Sie mindestens einer Schicht einen größeren Anteil.</translation>
    </message>
    <message>
        <source>Combinations at most</source>
        <translation>Höchstens Kombinationen</translation>
    </message>
    <message>
        <source>More than so many are refused before anything starts.</source>
        <translation>Mehr als so viele werden abgelehnt, bevor etwas beginnt.</translation>
    </message>
    <message>
        <source>Choose by</source>
        <translation>Wählen nach</translation>
    </message>
    <message>
        <source>The smallest loss on the training images right after pruning or after training, or the best accuracy after training.</source>
        <translation>Der kleinste Verlust auf den Trainingsbildern gleich nach dem Beschneiden oder nach dem Training, oder die beste Genauigkeit nach dem Training.</translation>
    </message>
    <message>
        <source>Oracle</source>
        <translation>Orakel</translation>
    </message>
    <message>
        <source>Tries every combination of floor(r * n) channels per layer on the training images and chooses the best. For small networks: the number of combinations explodes.</source>
        <translation>Versucht jede Kombination von floor(r * n) Kanälen je Schicht auf den Trainingsbildern und wählt die beste. Für kleine Netze: Die Zahl der Kombinationen wächst ins Unermessliche.</translation>
    </message>
    <message>
        <source>Cycles</source>
        <translation>Durchgänge</translation>
    </message>
    <message>
        <source>How often the stages run (C). Cycle c goes to the ratio 1 - (1 - r)^(c/C) of the original width, so that the last one reaches r.</source>
        <translation>Wie oft die Stufen laufen (C). Durchgang c geht bis zum Anteil 1 - (1 - r)^(c/C) der ursprünglichen Breite, sodass der letzte r erreicht.</translation>
    </message>
    <message>
        <source>cycles</source>
        <translation>Durchgänge</translation>
    </message>
    <message>
        <source>Rewind to epoch</source>
        <translation>Zurückspulen zur Epoche</translation>
    </message>
    <message>
        <source>Of rewind = epoch: the epoch of the first training whose weights come back.</source>
        <translation>Bei rewind = epoch: die Epoche des ersten Trainings, deren Gewichte zurückkommen.</translation>
    </message>
    <message>
        <source>Repeat</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>Runs its own list of stages several times, pruning a little more in each cycle. Without a list: iterative L1 with 30 epochs of fine-tuning between the cuts.</source>
        <translation>Lässt eine eigene Liste von Stufen mehrmals laufen und beschneidet in jedem Durchgang ein wenig mehr. Ohne Liste: schrittweises L1 mit 30 Epochen Feinabstimmung zwischen den Schnitten.</translation>
    </message>
    <message>
        <source>What the weights that are left become behind each cut: they stay, or take the values that the run began with, or those of an early epoch.</source>
        <translation>Was aus den verbliebenen Gewichten nach jedem Schnitt wird: Sie bleiben, oder sie nehmen die Werte an, mit denen der Lauf begann, oder die einer frühen Epoche.</translation>
    </message>
    <message>
        <source>Between cycles only</source>
        <translation>Nur zwischen Durchgängen</translation>
    </message>
    <message>
        <source>Stages behind the list&apos;s last cut are left out of the last cycle: what follows the repeat takes their place.</source>
        <translation>Stufen hinter dem letzten Schnitt der Liste entfallen im letzten Durchgang: Was auf die Wiederholung folgt, tritt an ihre Stelle.</translation>
    </message>
    <message>
        <source>Epoch</source>
        <translation>Epoche</translation>
    </message>
    <message>
        <source>Of to = epoch: the epoch of the first training that comes back.</source>
        <translation>Bei to = epoch: die Epoche des ersten Trainings, die zurückkommt.</translation>
    </message>
    <message>
        <source>Back to</source>
        <translation>Zurück zu</translation>
    </message>
    <message>
        <source>The weights from before channels were chosen, from the start of the run, or of an early epoch; of cut layers those that are left.</source>
        <translation>Die Gewichte von vor der Auswahl der Kanäle, vom Beginn des Laufs oder einer frühen Epoche; von geschnittenen Schichten die verbliebenen.</translation>
    </message>
    <message>
        <source>Takes the weights back to earlier ones; what was chosen or cut stays so.</source>
        <translation>Bringt frühere Gewichte zurück; was gewählt oder geschnitten ist, bleibt es.</translation>
    </message>
    <message>
        <source>Name the network and the file: zoo:NAME --weights FILE, or NETWORK --weights FILE.</source>
        <translation>Netz und Datei nennen: zoo:NAME --weights DATEI oder NETZ --weights DATEI.</translation>
    </message>
    <message>
        <source>Kept indices and loader</source>
        <translation>Behaltene Indizes und Lader</translation>
    </message>
    <message>
        <source>PyTorch program (torch.export)</source>
        <translation>PyTorch-Programm (torch.export)</translation>
    </message>
    <message>
        <source>Python module with weights</source>
        <translation>Python-Modul mit Gewichten</translation>
    </message>
    <message>
        <source>PyTorch state dict</source>
        <translation>PyTorch-State-Dict</translation>
    </message>
    <message>
        <source>Isometry every</source>
        <translation>Isometrie alle</translation>
    </message>
    <message>
        <source>Every so many epochs all layers become the exact isometry of their weights; 0 = never.</source>
        <translation>Nach je so vielen Epochen werden alle Schichten zur exakten Isometrie ihrer Gewichte; 0 = nie.</translation>
    </message>
    <message>
        <source>Of wg = weight: min_M:N prunes the M smallest of each N consecutive weights, such as min_2:4; cs keeps evenly spread weights, one place further in each row, and cs_P begins with place P; none goes by size and ratio.</source>
        <translation>Bei wg = weight: min_M:N entfernt die M kleinsten von je N aufeinanderfolgenden Gewichten, etwa min_2:4; cs behält gleichmäßig verteilte Gewichte, in jeder Zeile um eine Stelle weiter, und cs_P beginnt mit Stelle P; none geht nach Größe und Anteil.</translation>
    </message>
    <message>
        <source>What the weights become: exact isometry from the weights as they are (OrthP), with convolutions as a random centre tap (delta), or random orthogonal; fresh draws; approximate isometry (AI); trained without labels until the logits vary as the images do (data_dependent); or none, for rescale alone.</source>
        <translation>Was aus den Gewichten wird: exakte Isometrie aus den Gewichten, wie sie sind (OrthP), mit Faltungen als zufälligem Wert in der Mitte (delta), oder zufällig orthogonal; neu gezogen; angenäherte Isometrie (AI); ohne Klassen trainiert, bis die Logits so streuen wie die Bilder (data_dependent); oder none, um nur zu skalieren.</translation>
    </message>
    <message>
        <source>Kept indices, widths and hashes as JSON, the weights (NAME.pth), and a Python loader (NAME_kept.py) that rebuilds the pruned module from the original class.</source>
        <translation>Behaltene Indizes, Breiten und Prüfsummen als JSON, die Gewichte (NAME.pth) und ein Python-Lader (NAME_kept.py), der das beschnittene Modul aus der ursprünglichen Klasse aufbaut.</translation>
    </message>
    <message>
        <source>Reads operator sets 13 to 25, external data included; writes operator set 17 with a dynamic batch.</source>
        <translation>Liest die Operatorsätze 13 bis 25, auch mit Daten in eigenen Dateien; schreibt Operatorsatz 17 mit veränderlicher Batchgröße.</translation>
    </message>
    <message>
        <source>Programs of torch.export (schema 8, torch 2.8 and later), weights mapped from the file. A batch that varies is kept.</source>
        <translation>Programme von torch.export (Schema 8, ab torch 2.8), Gewichte aus der Datei eingeblendet. Eine veränderliche Batchgröße bleibt erhalten.</translation>
    </message>
    <message>
        <source>A module with a plain nn.Module and its weights (NAME.pth) beside it; load() builds the model. Run and compared if ESPALIER_PYTHON names a Python with torch.</source>
        <translation>Ein Modul mit einem schlichten nn.Module und daneben seinen Gewichten (NAME.pth); load() baut das Modell. Wird ausgeführt und verglichen, wenn ESPALIER_PYTHON ein Python mit torch nennt.</translation>
    </message>
    <message>
        <source>Weights alone; the metadata carry the recipe and the kept indices.</source>
        <translation>Nur Gewichte; die Metadaten enthalten das Rezept und die behaltenen Indizes.</translation>
    </message>
    <message>
        <source>State dicts of torch.save, zip and legacy, and channel masks; no code from the file runs. Written files load under weights_only=True.</source>
        <translation>State-Dicts von torch.save, als Zip und im alten Format, und Kanalmasken; kein Code aus der Datei läuft. Geschriebene Dateien lassen sich mit weights_only=True laden.</translation>
    </message>
    <message>
        <source>Traced models, and scripted ones whose control flow does not depend on data; their code is followed, never run. Written files load with torch.jit.load.</source>
        <translation>Aufgezeichnete Modelle (trace) und Skripte, deren Ablauf nicht von den Daten abhängt; ihr Code wird nachvollzogen, nie ausgeführt. Geschriebene Dateien lädt torch.jit.load.</translation>
    </message>
    <message>
        <source>blocks of %1</source>
        <translation>Blöcke von %1</translation>
    </message>
</context>
<context>
    <name>Help</name>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Keys that work everywhere in the window.</source>
        <translation>Tasten, die überall im Fenster wirken.</translation>
    </message>
    <message>
        <source>Methods</source>
        <translation>Verfahren</translation>
    </message>
    <message>
        <source>Criteria</source>
        <translation>Kriterien</translation>
    </message>
    <message>
        <source>Stages</source>
        <translation>Stufen</translation>
    </message>
    <message>
        <source>What a recipe can be made of, with every option.</source>
        <translation>Woraus ein Rezept bestehen kann, mit jeder Option.</translation>
    </message>
    <message>
        <source>A workbench for pruning neural networks. Everything stays on this computer.</source>
        <translation>Eine Werkbank zum Beschneiden neuronaler Netze. Alles bleibt auf diesem Rechner.</translation>
    </message>
    <message>
        <source>Free software under the GNU General Public License, version 3 or later.</source>
        <translation>Freie Software unter der GNU General Public License, Version 3 oder später.</translation>
    </message>
    <message>
        <source>Built with Qt %1, LibTorch, QCustomPlot, spdlog, SQLite, libjpeg-turbo and libpng.</source>
        <translation>Gebaut mit Qt %1, LibTorch, QCustomPlot, spdlog, SQLite, libjpeg-turbo und libpng.</translation>
    </message>
    <message>
        <source>Shape a network, branch by branch.</source>
        <translation>Ein Netz in Form bringen, Zweig für Zweig.</translation>
    </message>
</context>
<context>
    <name>LayerViews</name>
    <message>
        <source>Factor λ</source>
        <translation>Faktor λ</translation>
    </message>
    <message>
        <source>penalty λ</source>
        <translation>Strafe λ</translation>
    </message>
    <message>
        <source>Regularisation factor λ: adds λ·w to the gradient of channels that are to go</source>
        <translation>Regularisierungsfaktor λ: fügt λ·w zum Gradienten der Kanäle hinzu, die wegfallen sollen</translation>
    </message>
    <message>
        <source>ceiling τ</source>
        <translation>Obergrenze τ</translation>
    </message>
    <message>
        <source>Kept / pruned</source>
        <translation>Behalten / gestrichen</translation>
    </message>
    <message>
        <source>kept / pruned</source>
        <translation>behalten / gestrichen</translation>
    </message>
    <message>
        <source>Mean |w| of kept over mean |w| of pruned channels, 0.9 average</source>
        <translation>Mittleres |w| der behaltenen durch das der gestrichenen Kanäle, gleitend mit 0.9</translation>
    </message>
    <message>
        <source>stop</source>
        <translation>Halt</translation>
    </message>
    <message>
        <source>Kept / pruned, raw</source>
        <translation>Behalten / gestrichen, roh</translation>
    </message>
    <message>
        <source>Mean score of kept over mean score of pruned channels as it is, without an average</source>
        <translation>Mittlere Wertung der behaltenen durch die der gestrichenen Kanäle, wie sie ist, ohne Mittelung</translation>
    </message>
    <message>
        <source>Retention of the kept</source>
        <translation>Erhalt der Behaltenen</translation>
    </message>
    <message>
        <source>kept score, now / start</source>
        <translation>Wertung der Behaltenen, jetzt / Beginn</translation>
    </message>
    <message>
        <source>Mean score of the kept channels now over that at the start of the stage</source>
        <translation>Mittlere Wertung der behaltenen Kanäle jetzt durch die zu Beginn der Stufe</translation>
    </message>
    <message>
        <source>Separation over λ</source>
        <translation>Trennung über λ</translation>
    </message>
    <message>
        <source>std / mean of scores</source>
        <translation>Streuung / Mittel der Wertungen</translation>
    </message>
    <message>
        <source>How far the filters of a layer have come apart: deviation over mean of their scores, over the factor</source>
        <translation>Wie weit die Filter einer Schicht auseinandergehen: Streuung durch Mittel ihrer Wertungen, über dem Faktor</translation>
    </message>
    <message>
        <source>Rank change</source>
        <translation>Rangwechsel</translation>
    </message>
    <message>
        <source>mean rank change, places</source>
        <translation>mittlerer Rangwechsel, Plätze</translation>
    </message>
    <message>
        <source>How many places a filter moves in the order of scores from one look to the next, on average</source>
        <translation>Um wie viele Plätze ein Filter in der Reihenfolge der Wertungen von einem Blick zum nächsten rückt, im Mittel</translation>
    </message>
    <message>
        <source>Exchanged since last look</source>
        <translation>Ausgetauscht seit letztem Blick</translation>
    </message>
    <message>
        <source>exchanged, share</source>
        <translation>ausgetauscht, Anteil</translation>
    </message>
    <message>
        <source>Share of the smallest filters, as many as go, that were not among them at the last look</source>
        <translation>Anteil der kleinsten Filter, so viele wie wegfallen, die beim letzten Blick nicht dazugehörten</translation>
    </message>
    <message>
        <source>Overlap with L1</source>
        <translation>Überdeckung mit L1</translation>
    </message>
    <message>
        <source>overlap, share</source>
        <translation>Überdeckung, Anteil</translation>
    </message>
    <message>
        <source>Share of the chosen filters that were the smallest at the start: |A ∩ B| / |A|</source>
        <translation>Anteil der gewählten Filter, die zu Beginn die kleinsten waren: |A ∩ B| / |A|</translation>
    </message>
    <message>
        <source>Gram off-diagonal</source>
        <translation>Gram neben der Diagonale</translation>
    </message>
    <message>
        <source>off-diagonal energy, share</source>
        <translation>Energie neben der Diagonale, Anteil</translation>
    </message>
    <message>
        <source>Energy of W·Wᵀ off its diagonal over all of it; 0 is orthogonal</source>
        <translation>Energie von W·Wᵀ neben der Diagonale durch die gesamte; 0 ist orthogonal</translation>
    </message>
    <message>
        <source>Gram kept × kept</source>
        <translation>Gram behalten × behalten</translation>
    </message>
    <message>
        <source>kept × kept energy, share</source>
        <translation>Energie behalten × behalten, Anteil</translation>
    </message>
    <message>
        <source>The part of that energy between filters that stay</source>
        <translation>Der Teil dieser Energie zwischen Filtern, die bleiben</translation>
    </message>
    <message>
        <source>Gram kept × pruned</source>
        <translation>Gram behalten × gestrichen</translation>
    </message>
    <message>
        <source>kept × pruned energy, share</source>
        <translation>Energie behalten × gestrichen, Anteil</translation>
    </message>
    <message>
        <source>The part of that energy between filters that stay and filters that go</source>
        <translation>Der Teil dieser Energie zwischen Filtern, die bleiben, und solchen, die wegfallen</translation>
    </message>
    <message>
        <source>Gram pruned × pruned</source>
        <translation>Gram gestrichen × gestrichen</translation>
    </message>
    <message>
        <source>pruned × pruned energy, share</source>
        <translation>Energie gestrichen × gestrichen, Anteil</translation>
    </message>
    <message>
        <source>The part of that energy between filters that go</source>
        <translation>Der Teil dieser Energie zwischen Filtern, die wegfallen</translation>
    </message>
    <message>
        <source>Weights in fine-tuning</source>
        <translation>Gewichte im Nachtraining</translation>
    </message>
    <message>
        <source>mean |w|, now / start of run</source>
        <translation>mittleres |w|, jetzt / Laufbeginn</translation>
    </message>
    <message>
        <source>Mean |w| of a layer after each epoch over that of the network that the run began with</source>
        <translation>Mittleres |w| einer Schicht nach jeder Epoche durch das des Netzes, mit dem der Lauf begann</translation>
    </message>
    <message>
        <source>Jacobian</source>
        <translation>Jacobi-Matrix</translation>
    </message>
    <message>
        <source>singular values</source>
        <translation>Singulärwerte</translation>
    </message>
    <message>
        <source>Mean singular value of the Jacobian of the logits, its deviation over the mean, and the condition number</source>
        <translation>Mittlerer Singulärwert der Jacobi-Matrix der Logits, seine Streuung durch das Mittel, und die Konditionszahl</translation>
    </message>
</context>
<context>
    <name>Menus</name>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Bearbeiten</translation>
    </message>
    <message>
        <source>View</source>
        <translation>Ansicht</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Prune</source>
        <translation>Schnitt</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Lauf</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Hilfe</translation>
    </message>
    <message>
        <source>&amp;Export</source>
        <translation>E&amp;xportieren</translation>
    </message>
    <message>
        <source>&amp;Units</source>
        <translation>&amp;Einheiten</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>&amp;Farben</translation>
    </message>
    <message>
        <source>F&amp;ont Size</source>
        <translation>&amp;Schriftgröße</translation>
    </message>
</context>
<context>
    <name>Palette</name>
    <message>
        <source>Layer</source>
        <translation>Schicht</translation>
    </message>
</context>
<context>
    <name>Panels</name>
    <message>
        <source>Layers</source>
        <translation>Schichten</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>Vorschau</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>Rezept</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Lauf</translation>
    </message>
    <message>
        <source>Curves</source>
        <translation>Kurven</translation>
    </message>
    <message>
        <source>Penalty</source>
        <translation>Strafterm</translation>
    </message>
    <message>
        <source>Norms</source>
        <translation>Normen</translation>
    </message>
    <message>
        <source>Gram</source>
        <translation>Gram</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>Zeitleiste</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>BatchNorm</source>
        <translation>BatchNorm</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
</context>
<context>
    <name>Phases</name>
    <message>
        <source>Pick</source>
        <translation>Auswahl</translation>
    </message>
    <message>
        <source>Push</source>
        <translation>Verkleinern</translation>
    </message>
    <message>
        <source>Stabilise</source>
        <translation>Stabilisieren</translation>
    </message>
    <message>
        <source>Zero-out</source>
        <translation>Nullen</translation>
    </message>
    <message>
        <source>Fine-tune</source>
        <translation>Nachtrainieren</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>Evaluate</source>
        <translation>Auswerten</translation>
    </message>
    <message>
        <source>Select</source>
        <translation>Auswahl</translation>
    </message>
    <message>
        <source>Cut</source>
        <translation>Schnitt</translation>
    </message>
    <message>
        <source>Recalibrate</source>
        <translation>Neu eichen</translation>
    </message>
    <message>
        <source>Sparsify</source>
        <translation>Skalen schrumpfen</translation>
    </message>
    <message>
        <source>Sparsify mask</source>
        <translation>Maskierte schrumpfen</translation>
    </message>
    <message>
        <source>Rewind</source>
        <translation>Zurückspulen</translation>
    </message>
    <message>
        <source>Reinitialise</source>
        <translation>Neu initialisieren</translation>
    </message>
</context>
<context>
    <name>Tools</name>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>Daten</translation>
    </message>
    <message>
        <source>Evaluate</source>
        <translation>Auswerten</translation>
    </message>
    <message>
        <source>Solve</source>
        <translation>Ziel</translation>
    </message>
    <message>
        <source>Probe</source>
        <translation>Messen</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Starten</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Commit</source>
        <translation>Schneiden</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Perspective</source>
        <translation>Ansicht</translation>
    </message>
    <message>
        <source>Main</source>
        <translation>Werkzeuge</translation>
    </message>
    <message>
        <source>Search commands and layers</source>
        <translation>Befehle und Schichten suchen</translation>
    </message>
</context>
<context>
    <name>espalier::app::BatchNormPanel</name>
    <message>
        <source>Scales of the batch norms appear here while a network that has any is trained.</source>
        <translation>Hier erscheinen die Skalen der BatchNorms, während ein Netz trainiert wird, das welche hat.</translation>
    </message>
    <message>
        <source>Scale histogram</source>
        <translation>Histogramm der Skalen</translation>
    </message>
    <message>
        <source>|γ|</source>
        <translation>|γ|</translation>
    </message>
    <message>
        <source>channels</source>
        <translation>Kanäle</translation>
    </message>
    <message>
        <source>Scales of a layer</source>
        <translation>Skalen einer Schicht</translation>
    </message>
    <message>
        <source>Scales below powers of ten</source>
        <translation>Skalen unter Zehnerpotenzen</translation>
    </message>
    <message>
        <source>step</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>share of scales</source>
        <translation>Anteil der Skalen</translation>
    </message>
    <message>
        <source>histogram</source>
        <translation>Histogramm</translation>
    </message>
    <message>
        <source>stems</source>
        <translation>Stäbe</translation>
    </message>
    <message>
        <source>shares</source>
        <translation>Anteile</translation>
    </message>
    <message>
        <source>What is drawn</source>
        <translation>Was gezeichnet wird</translation>
    </message>
    <message>
        <source>all layers</source>
        <translation>alle Schichten</translation>
    </message>
    <message>
        <source>selected</source>
        <translation>gewählte</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>Schichten</translation>
    </message>
    <message>
        <source>by index</source>
        <translation>nach Nummer</translation>
    </message>
    <message>
        <source>sorted</source>
        <translation>sortiert</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>Reihenfolge</translation>
    </message>
    <message>
        <source>all</source>
        <translation>alle</translation>
    </message>
    <message>
        <source>to go</source>
        <translation>fallen weg</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>bleiben</translation>
    </message>
    <message>
        <source>Which scales</source>
        <translation>Welche Skalen</translation>
    </message>
    <message>
        <source>τ = %1</source>
        <translation>τ = %1</translation>
    </message>
    <message>
        <source>%1, step %2</source>
        <translation>%1, Schritt %2</translation>
    </message>
    <message>
        <source>To go: %1 collapsed, %2 not  ·  kept: %3 collapsed, %4 not</source>
        <translation>Fallen weg: %1 zusammengefallen, %2 nicht  ·  bleiben: %3 zusammengefallen, %4 nicht</translation>
    </message>
    <message>
        <source>  ·  gradient zero: %1</source>
        <translation>  ·  Gradient null: %1</translation>
    </message>
    <message>
        <source>gradient zero</source>
        <translation>Gradient null</translation>
    </message>
</context>
<context>
    <name>espalier::app::BindDataDialog</name>
    <message>
        <source>Browse…</source>
        <translation>Durchsuchen…</translation>
    </message>
    <message>
        <source>Bind data</source>
        <translation>Daten wählen</translation>
    </message>
    <message>
        <source>Training, probes and accuracy need images with class labels. They are read once and kept in memory.</source>
        <translation>Training, Messungen und Genauigkeit brauchen Bilder mit Klassen. Sie werden einmal gelesen und im Speicher behalten.</translation>
    </message>
    <message>
        <source>Image folder: train and test with a folder per class</source>
        <translation>Bildordner: train und test mit einem Ordner je Klasse</translation>
    </message>
    <message>
        <source>IDX files of the MNIST family</source>
        <translation>IDX-Dateien der MNIST-Familie</translation>
    </message>
    <message>
        <source>CIFAR-10, binary files</source>
        <translation>CIFAR-10, Binärdateien</translation>
    </message>
    <message>
        <source>CIFAR-100, binary files</source>
        <translation>CIFAR-100, Binärdateien</translation>
    </message>
    <message>
        <source>The sample: Fashion-MNIST subset</source>
        <translation>Das Beispiel: Teil von Fashion-MNIST</translation>
    </message>
    <message>
        <source>all images</source>
        <translation>alle Bilder</translation>
    </message>
    <message>
        <source>Share of the training images set apart for probes and stop rules; never trained on.</source>
        <translation>Teil der Trainingsbilder, der für Messungen und Abbruchregeln zurückgelegt wird; damit wird nie trainiert.</translation>
    </message>
    <message>
        <source>&amp;Kind</source>
        <translation>&amp;Art</translation>
    </message>
    <message>
        <source>&amp;Folder</source>
        <translation>&amp;Ordner</translation>
    </message>
    <message>
        <source>&amp;Preset</source>
        <translation>&amp;Vorgabe</translation>
    </message>
    <message>
        <source>&amp;At most per split</source>
        <translation>&amp;Höchstens je Teil</translation>
    </message>
    <message>
        <source>Set apart for &amp;tuning</source>
        <translation>Für die &amp;Validierung zurücklegen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Bind</source>
        <translation>Verwenden</translation>
    </message>
    <message>
        <source>Folder with images</source>
        <translation>Ordner mit Bildern</translation>
    </message>
    <message>
        <source>Choose a folder first.</source>
        <translation>Zuerst einen Ordner wählen.</translation>
    </message>
</context>
<context>
    <name>espalier::app::CommitDialog</name>
    <message>
        <source>MACs</source>
        <translation>MACs</translation>
    </message>
    <message>
        <source>Params</source>
        <translation>Parameter</translation>
    </message>
    <message>
        <source>Fewer MACs by</source>
        <translation>Weniger MACs um</translation>
    </message>
    <message>
        <source>Recalibrate BatchNorm</source>
        <translation>BatchNorm neu eichen</translation>
    </message>
    <message>
        <source>Forward removed channels&apos; constants</source>
        <translation>Konstanten entfernter Kanäle weiterreichen</translation>
    </message>
    <message numerus="yes">
        <source>Cut %n group(s)</source>
        <translation>
            <numerusform>%n Gruppe schneiden</numerusform>
            <numerusform>%n Gruppen schneiden</numerusform>
        </translation>
    </message>
    <message>
        <source>The present state is kept as a version first. The cut holds only if masked and cut agree.</source>
        <translation>Der jetzige Stand wird vorher als Version behalten. Der Schnitt gilt nur, wenn maskiertes und geschnittenes Netz übereinstimmen.</translation>
    </message>
    <message>
        <source>Ledger</source>
        <translation>Aufstellung</translation>
    </message>
    <message>
        <source>Re-estimates running mean and variance on training images.</source>
        <translation>Schätzt laufenden Mittelwert und Varianz auf Trainingsbildern neu.</translation>
    </message>
    <message>
        <source>Needs data: Model &gt; Bind Data.</source>
        <translation>Braucht Daten: Modell &gt; Daten wählen.</translation>
    </message>
    <message>
        <source>What removed channels still emit is added to the next bias or running mean. Exact except at zero-padded borders.</source>
        <translation>Was entfernte Kanäle noch ausgeben, wird zum nächsten Bias oder laufenden Mittelwert addiert. Exakt, außer an mit Nullen aufgefüllten Rändern.</translation>
    </message>
    <message numerus="yes">
        <source>%n approximate group(s): statistics of kept channels change. Cut all the same</source>
        <translation>
            <numerusform>%n Gruppe nur genähert: die Statistik behaltener Kanäle ändert sich. Trotzdem schneiden</numerusform>
            <numerusform>%n Gruppen nur genähert: die Statistik behaltener Kanäle ändert sich. Trotzdem schneiden</numerusform>
        </translation>
    </message>
    <message>
        <source>Save ledger as CSV…</source>
        <translation>Aufstellung als CSV sichern…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Tick that approximate groups may be cut.</source>
        <translation>Ankreuzen, dass genäherte Gruppen geschnitten werden dürfen.</translation>
    </message>
    <message>
        <source>Cutting and comparing…</source>
        <translation>Wird geschnitten und verglichen…</translation>
    </message>
    <message numerus="yes">
        <source>%n group(s) cut, outputs agree</source>
        <translation>
            <numerusform>%n Gruppe geschnitten, Ausgaben stimmen überein</numerusform>
            <numerusform>%n Gruppen geschnitten, Ausgaben stimmen überein</numerusform>
        </translation>
    </message>
    <message>
        <source>The marked channels have left the model. The state before is kept in the timeline.</source>
        <translation>Die markierten Kanäle sind aus dem Modell entfernt. Der Stand davor liegt in der Zeitleiste.</translation>
    </message>
    <message numerus="yes">
        <source>&lt;b&gt;Masked and cut agree.&lt;/b&gt; max |Δlogit| %1, allowed %2. Same class on %3 of %n sample(s).</source>
        <translation>
            <numerusform>&lt;b&gt;Maskiert und geschnitten stimmen überein.&lt;/b&gt; max |Δlogit| %1, erlaubt %2. Gleiche Klasse bei %3 von %n Bild.</numerusform>
            <numerusform>&lt;b&gt;Maskiert und geschnitten stimmen überein.&lt;/b&gt; max |Δlogit| %1, erlaubt %2. Gleiche Klasse bei %3 von %n Bildern.</numerusform>
        </translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Before the cut</source>
        <translation>Vor dem Schnitt</translation>
    </message>
    <message>
        <source>after the cut</source>
        <translation>nach dem Schnitt</translation>
    </message>
    <message>
        <source>with constants forwarded</source>
        <translation>mit weitergereichten Konstanten</translation>
    </message>
    <message>
        <source>after recalibration</source>
        <translation>nach dem Eichen</translation>
    </message>
    <message>
        <source>Accuracy was not measured: no data is bound.</source>
        <translation>Die Genauigkeit wurde nicht gemessen: Es sind keine Daten gewählt.</translation>
    </message>
    <message>
        <source>Save ledger</source>
        <translation>Aufstellung sichern</translation>
    </message>
    <message>
        <source>Tables (*.csv)</source>
        <translation>Tabellen (*.csv)</translation>
    </message>
</context>
<context>
    <name>espalier::app::CurvesPanel</name>
    <message>
        <source>task loss</source>
        <translation>Verlust</translation>
    </message>
    <message>
        <source>penalty</source>
        <translation>Strafterm</translation>
    </message>
    <message>
        <source>train accuracy</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>tuning accuracy</source>
        <translation>Validierung</translation>
    </message>
    <message>
        <source>test accuracy</source>
        <translation>Test</translation>
    </message>
    <message>
        <source>Curves</source>
        <translation>Kurven</translation>
    </message>
    <message>
        <source>step</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>loss, nats</source>
        <translation>Verlust, nats</translation>
    </message>
    <message>
        <source>accuracy, %</source>
        <translation>Genauigkeit, %</translation>
    </message>
    <message>
        <source>Loss, accuracy and learning rate appear here while a run goes on.</source>
        <translation>Verlust, Genauigkeit und Lernrate erscheinen hier während eines Laufs.</translation>
    </message>
    <message>
        <source>nats</source>
        <translation>nats</translation>
    </message>
    <message>
        <source>smoothing %1</source>
        <translation>Glättung %1</translation>
    </message>
    <message>
        <source>cut</source>
        <translation>Schnitt</translation>
    </message>
    <message>
        <source>cut now, 95 %</source>
        <translation>jetzt geschnitten, 95 %</translation>
    </message>
    <message>
        <source>LR</source>
        <translation>LR</translation>
    </message>
    <message>
        <source>mean JSV</source>
        <translation>mittlerer JSV</translation>
    </message>
</context>
<context>
    <name>espalier::app::DockHost</name>
    <message>
        <source>Float</source>
        <translation>Lösen</translation>
    </message>
    <message>
        <source>Hide</source>
        <translation>Ausblenden</translation>
    </message>
</context>
<context>
    <name>espalier::app::ExportDialog</name>
    <message>
        <source>Wrote %1, %2.</source>
        <translation>%1 geschrieben, %2.</translation>
    </message>
    <message>
        <source>Verified: read back, largest difference %1 (%2).</source>
        <translation>Geprüft: zurückgelesen, größte Abweichung %1 (%2).</translation>
    </message>
    <message>
        <source>Not verified.</source>
        <translation>Nicht geprüft.</translation>
    </message>
    <message>
        <source>Read back and compare before the file gets its name</source>
        <translation>Zurücklesen und vergleichen, bevor die Datei ihren Namen bekommt</translation>
    </message>
    <message>
        <source>Export the model</source>
        <translation>Modell exportieren</translation>
    </message>
    <message>
        <source>The network as it stands now, for other programs.</source>
        <translation>Das Netz, wie es jetzt ist, für andere Programme.</translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation>Durchsuchen…</translation>
    </message>
    <message>
        <source>&amp;Format</source>
        <translation>&amp;Format</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Nothing has been cut yet: the file will be as large as the original. Prune &gt; Commit first?</source>
        <translation>Noch ist nichts geschnitten: Die Datei wird so groß wie das Original. Zuerst Schnitt &gt; Schneiden?</translation>
    </message>
    <message>
        <source>Writing and checking…</source>
        <translation>Wird geschrieben und geprüft…</translation>
    </message>
</context>
<context>
    <name>espalier::app::FileController</name>
    <message>
        <source>Open model</source>
        <translation>Modell öffnen</translation>
    </message>
    <message>
        <source>Open project</source>
        <translation>Projekt öffnen</translation>
    </message>
    <message>
        <source>Import recipe</source>
        <translation>Rezept einlesen</translation>
    </message>
    <message>
        <source>Recipes (*.json)</source>
        <translation>Rezepte (*.json)</translation>
    </message>
    <message>
        <source>Save named version</source>
        <translation>Version benennen</translation>
    </message>
    <message>
        <source>Name of this version</source>
        <translation>Name dieser Version</translation>
    </message>
    <message>
        <source>Export plan</source>
        <translation>Plan exportieren</translation>
    </message>
    <message>
        <source>Plans (*.json)</source>
        <translation>Pläne (*.json)</translation>
    </message>
    <message>
        <source>Export recipe</source>
        <translation>Rezept exportieren</translation>
    </message>
    <message>
        <source>Export all plots</source>
        <translation>Alle Diagramme exportieren</translation>
    </message>
</context>
<context>
    <name>espalier::app::FileFilters</name>
    <message>
        <source>All files</source>
        <translation>Alle Dateien</translation>
    </message>
    <message>
        <source>Networks and weights</source>
        <translation>Netze und Gewichte</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>Gewichte</translation>
    </message>
</context>
<context>
    <name>espalier::app::GramPanel</name>
    <message>
        <source>Gram matrix</source>
        <translation>Gram-Matrix</translation>
    </message>
    <message>
        <source>The Gram matrix W·Wᵀ of the selected layer appears here during a run.</source>
        <translation>Die Gram-Matrix W·Wᵀ der gewählten Schicht erscheint hier während eines Laufs.</translation>
    </message>
    <message>
        <source>start</source>
        <translation>Anfang</translation>
    </message>
    <message>
        <source>now</source>
        <translation>jetzt</translation>
    </message>
    <message>
        <source>difference</source>
        <translation>Unterschied</translation>
    </message>
    <message>
        <source>Which state</source>
        <translation>Welcher Stand</translation>
    </message>
    <message>
        <source>step %1</source>
        <translation>Schritt %1</translation>
    </message>
    <message>
        <source>filter i</source>
        <translation>Filter i</translation>
    </message>
    <message>
        <source>filter j</source>
        <translation>Filter j</translation>
    </message>
    <message>
        <source>Nothing is chosen in this layer.</source>
        <translation>In dieser Schicht ist nichts ausgewählt.</translation>
    </message>
    <message>
        <source>RMS  kept × kept %1  ·  kept × pruned %2  ·  pruned × pruned %3</source>
        <translation>RMS  behalten × behalten %1  ·  behalten × entfernt %2  ·  entfernt × entfernt %3</translation>
    </message>
</context>
<context>
    <name>espalier::app::LayersFilter</name>
    <message>
        <source>Write ratio&gt;0.5 with a number from 0 to 1.</source>
        <translation>Schreibe ratio&gt;0.5 mit einer Zahl von 0 bis 1.</translation>
    </message>
</context>
<context>
    <name>espalier::app::LayersModel</name>
    <message numerus="yes">
        <source>%n layer(s)</source>
        <translation>
            <numerusform>%n Schicht</numerusform>
            <numerusform>%n Schichten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n marked</source>
        <translation>
            <numerusform>%n markiert</numerusform>
            <numerusform>%n markiert</numerusform>
        </translation>
    </message>
    <message>
        <source>Total</source>
        <translation>Summe</translation>
    </message>
    <message numerus="yes">
        <source>%n group(s)</source>
        <translation>
            <numerusform>%n Gruppe</numerusform>
            <numerusform>%n Gruppen</numerusform>
        </translation>
    </message>
    <message>
        <source>several groups share its channels</source>
        <translation>mehrere Gruppen teilen sich die Kanäle</translation>
    </message>
    <message>
        <source>Cut, Marked</source>
        <translation>Geschnitten, markiert</translation>
    </message>
    <message>
        <source>#</source>
        <translation>#</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>Form</translation>
    </message>
    <message>
        <source>Map</source>
        <translation>Karte</translation>
    </message>
    <message>
        <source>Channels</source>
        <translation>Kanäle</translation>
    </message>
    <message>
        <source>Ratio, % of original</source>
        <translation>Anteil, % des Originals</translation>
    </message>
    <message>
        <source>Params, K</source>
        <translation>Parameter, K</translation>
    </message>
    <message>
        <source>MACs, M</source>
        <translation>MACs, M</translation>
    </message>
    <message>
        <source>FLOPs, M</source>
        <translation>FLOPs, M</translation>
    </message>
    <message>
        <source>Share, %</source>
        <translation>Beitrag, %</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Anmerkung</translation>
    </message>
</context>
<context>
    <name>espalier::app::LayersPanel</name>
    <message>
        <source>name, kind:conv, ratio&gt;0.5</source>
        <translation>Name, kind:conv, ratio&gt;0.5</translation>
    </message>
    <message>
        <source>Filter layers</source>
        <translation>Schichten filtern</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>Geändert</translation>
    </message>
    <message>
        <source>Prunable</source>
        <translation>Beschneidbar</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>Schichten</translation>
    </message>
    <message>
        <source>Channels per group</source>
        <translation>Kanäle je Gruppe</translation>
    </message>
    <message>
        <source>%1 layers, %2 groups</source>
        <translation>%1 Schichten, %2 Gruppen</translation>
    </message>
</context>
<context>
    <name>espalier::app::LedgerModel</name>
    <message>
        <source>Group</source>
        <translation>Gruppe</translation>
    </message>
    <message>
        <source>Original</source>
        <translation>Original</translation>
    </message>
    <message>
        <source>Requested</source>
        <translation>Verlangt</translation>
    </message>
    <message>
        <source>Realised</source>
        <translation>Erreicht</translation>
    </message>
    <message>
        <source>Kept</source>
        <translation>Behalten</translation>
    </message>
    <message>
        <source>Removed</source>
        <translation>Entfernt</translation>
    </message>
    <message>
        <source>Why it differs</source>
        <translation>Warum es abweicht</translation>
    </message>
</context>
<context>
    <name>espalier::app::LogModel</name>
    <message>
        <source>Debug</source>
        <translation>Fehlersuche</translation>
    </message>
    <message>
        <source>Info</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>Stufe</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Quelle</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Meldung</translation>
    </message>
</context>
<context>
    <name>espalier::app::LogPanel</name>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Filter messages</source>
        <translation>Meldungen filtern</translation>
    </message>
    <message>
        <source>Problems only</source>
        <translation>Nur Probleme</translation>
    </message>
</context>
<context>
    <name>espalier::app::MainWindow</name>
    <message>
        <source>Pa&amp;nels</source>
        <translation>Be&amp;reiche</translation>
    </message>
</context>
<context>
    <name>espalier::app::MaskDialog</name>
    <message>
        <source>Weights</source>
        <translation>Gewichte</translation>
    </message>
    <message>
        <source>Of them zero</source>
        <translation>Davon null</translation>
    </message>
    <message>
        <source>Mask %1 weights</source>
        <translation>%1 Gewichte maskieren</translation>
    </message>
    <message>
        <source>The present state is kept as a version first. Masked weights stay zero in all training to come.</source>
        <translation>Der jetzige Stand wird zuerst als Version behalten. Maskierte Gewichte bleiben in allem weiteren Training null.</translation>
    </message>
    <message>
        <source>The network keeps its shape: dense kernels are no faster, and files no smaller. Channels can&apos;t be cut afterwards.</source>
        <translation>Das Netz behält seine Form: dichte Kerne werden nicht schneller, Dateien nicht kleiner. Kanäle können danach nicht geschnitten werden.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Masking and measuring…</source>
        <translation>Maskiert und misst…</translation>
    </message>
    <message>
        <source>Masked: %1 of the weights stay</source>
        <translation>Maskiert: %1 der Gewichte bleiben</translation>
    </message>
    <message>
        <source>The state before is kept in the timeline.</source>
        <translation>Der Stand davor liegt in der Zeitleiste.</translation>
    </message>
    <message>
        <source>Before %1 %, masked %2 %</source>
        <translation>Davor %1 %, maskiert %2 %</translation>
    </message>
    <message>
        <source>Accuracy was not measured: no data is bound.</source>
        <translation>Die Genauigkeit wurde nicht gemessen: keine Daten gewählt.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>espalier::app::NormsPanel</name>
    <message>
        <source>Norm histogram</source>
        <translation>Histogramm der Normen</translation>
    </message>
    <message>
        <source>filter score, mean |w|</source>
        <translation>Filterwert, Mittel von |w|</translation>
    </message>
    <message>
        <source>filters</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>Sorted profile</source>
        <translation>Sortiertes Profil</translation>
    </message>
    <message>
        <source>filter rank</source>
        <translation>Rang des Filters</translation>
    </message>
    <message>
        <source>score / greatest</source>
        <translation>Wert / größter</translation>
    </message>
    <message>
        <source>Filter norms of kept and chosen channels appear here while a method pulls them apart.</source>
        <translation>Die Normen behaltener und ausgewählter Kanäle erscheinen hier, während ein Verfahren sie auseinanderzieht.</translation>
    </message>
    <message>
        <source>histogram</source>
        <translation>Histogramm</translation>
    </message>
    <message>
        <source>profile</source>
        <translation>Profil</translation>
    </message>
    <message>
        <source>What is drawn</source>
        <translation>Was gezeichnet wird</translation>
    </message>
    <message>
        <source>all layers</source>
        <translation>alle Schichten</translation>
    </message>
    <message>
        <source>selected</source>
        <translation>gewählte</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>Schichten</translation>
    </message>
    <message>
        <source>%1, step %2</source>
        <translation>%1, Schritt %2</translation>
    </message>
    <message>
        <source>start</source>
        <translation>Anfang</translation>
    </message>
    <message>
        <source>now</source>
        <translation>jetzt</translation>
    </message>
    <message>
        <source>Norm ridges</source>
        <translation>Norm-Grate</translation>
    </message>
    <message>
        <source>ridges</source>
        <translation>Grate</translation>
    </message>
    <message>
        <source>The histogram at one step after the other, while this panel was open</source>
        <translation>Das Histogramm zu einem Schritt nach dem anderen, solange dieses Feld offen war</translation>
    </message>
    <message numerus="yes">
        <source>%1, %n snapshot(s)</source>
        <translation>
            <numerusform>%1, %n Aufnahme</numerusform>
            <numerusform>%1, %n Aufnahmen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>espalier::app::OpenWeightsDialog</name>
    <message>
        <source>Open weights</source>
        <translation>Gewichte öffnen</translation>
    </message>
    <message>
        <source>empty: fresh weights</source>
        <translation>leer: neue Gewichte</translation>
    </message>
    <message>
        <source>as the architecture says</source>
        <translation>wie die Architektur vorgibt</translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation>Durchsuchen…</translation>
    </message>
    <message>
        <source>&amp;Weights file</source>
        <translation>&amp;Gewichtsdatei</translation>
    </message>
    <message>
        <source>&amp;Classes</source>
        <translation>&amp;Klassen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>Gewichte</translation>
    </message>
    <message>
        <source>A weights file holds tensors only. Name the network they belong to.</source>
        <translation>Eine Gewichtsdatei enthält nur Tensoren. Zu welchem Netz gehören sie?</translation>
    </message>
    <message>
        <source>&amp;Network</source>
        <translation>&amp;Netz</translation>
    </message>
    <message>
        <source>%1, as it was opened</source>
        <translation>%1, wie geöffnet</translation>
    </message>
</context>
<context>
    <name>espalier::app::PenaltyPanel</name>
    <message>
        <source>What is drawn</source>
        <translation>Was gezeichnet wird</translation>
    </message>
    <message>
        <source>Penalty growth</source>
        <translation>Wachstum des Strafterms</translation>
    </message>
    <message>
        <source>The penalty of every layer appears here while a method drives its channels to zero.</source>
        <translation>Der Strafterm jeder Schicht erscheint hier, während ein Verfahren ihre Kanäle gegen null treibt.</translation>
    </message>
    <message>
        <source>step</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>penalty λ</source>
        <translation>Strafterm λ</translation>
    </message>
    <message numerus="yes">
        <source>%n layer(s)</source>
        <translation>
            <numerusform>%n Schicht</numerusform>
            <numerusform>%n Schichten</numerusform>
        </translation>
    </message>
    <message>
        <source>finished, ratio %1</source>
        <translation>fertig, Verhältnis %1</translation>
    </message>
    <message>
        <source>growing, ratio %1</source>
        <translation>wächst, Verhältnis %1</translation>
    </message>
    <message>
        <source>nothing yet</source>
        <translation>noch nichts</translation>
    </message>
    <message>
        <source>set jsv_loop of a stage</source>
        <translation>jsv_loop einer Stufe setzen</translation>
    </message>
</context>
<context>
    <name>espalier::app::PlotPanel</name>
    <message>
        <source>Start the run</source>
        <translation>Lauf starten</translation>
    </message>
    <message>
        <source>Fit the plot to the data</source>
        <translation>Diagramm an die Daten anpassen</translation>
    </message>
    <message>
        <source>View as table</source>
        <translation>Als Tabelle ansehen</translation>
    </message>
    <message>
        <source>Copy the plot as image</source>
        <translation>Diagramm als Bild kopieren</translation>
    </message>
</context>
<context>
    <name>espalier::app::PreferencesDialog</name>
    <message>
        <source>Preferences</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Language and threads take effect at the next start.</source>
        <translation>Sprache und Threads gelten ab dem nächsten Start.</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation>Hoher Kontrast</translation>
    </message>
    <message>
        <source>all cores</source>
        <translation>alle Kerne</translation>
    </message>
    <message>
        <source>Results repeat bit for bit only with the same number of threads.</source>
        <translation>Ergebnisse wiederholen sich nur mit gleich vielen Threads Bit für Bit.</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>&amp;Sprache</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>&amp;Farben</translation>
    </message>
    <message>
        <source>&amp;Font size</source>
        <translation>Schrift&amp;größe</translation>
    </message>
    <message>
        <source>T&amp;hreads for training</source>
        <translation>&amp;Threads zum Trainieren</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Sichern</translation>
    </message>
</context>
<context>
    <name>espalier::app::PreviewPanel</name>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <translation>
            <numerusform>%1 und %n weitere</numerusform>
            <numerusform>%1 und %n weitere</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>&lt;b&gt;%1&lt;/b&gt;, %n channel(s)</source>
        <translation>
            <numerusform>&lt;b&gt;%1&lt;/b&gt;, %n Kanal</numerusform>
            <numerusform>&lt;b&gt;%1&lt;/b&gt;, %n Kanäle</numerusform>
        </translation>
    </message>
    <message>
        <source>made by %1</source>
        <translation>erzeugt von %1</translation>
    </message>
    <message>
        <source>read by %1</source>
        <translation>gelesen von %1</translation>
    </message>
    <message>
        <source>Approximate: statistics of kept channels change.</source>
        <translation>Genähert: Die Statistik behaltener Kanäle ändert sich.</translation>
    </message>
    <message>
        <source>MACs</source>
        <translation>MACs</translation>
    </message>
    <message>
        <source>Params</source>
        <translation>Parameter</translation>
    </message>
    <message>
        <source>Weights, fp32</source>
        <translation>Gewichte, fp32</translation>
    </message>
    <message>
        <source>this plan</source>
        <translation>dieser Plan</translation>
    </message>
    <message>
        <source>now</source>
        <translation>jetzt</translation>
    </message>
    <message>
        <source>plan</source>
        <translation>Plan</translation>
    </message>
    <message>
        <source>change</source>
        <translation>Differenz</translation>
    </message>
    <message>
        <source>%1 fewer MACs</source>
        <translation>%1 weniger MACs</translation>
    </message>
    <message>
        <source>Select a layer to see what it is tied to.</source>
        <translation>Eine Schicht auswählen, um zu sehen, woran sie gebunden ist.</translation>
    </message>
</context>
<context>
    <name>espalier::app::Project</name>
    <message>
        <source>Set ratio to %1 %</source>
        <translation>Anteil auf %1 % setzen</translation>
    </message>
    <message numerus="yes">
        <source>Lock %n group(s)</source>
        <translation>
            <numerusform>%n Gruppe sperren</numerusform>
            <numerusform>%n Gruppen sperren</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Unlock %n group(s)</source>
        <translation>
            <numerusform>%n Gruppe entsperren</numerusform>
            <numerusform>%n Gruppen entsperren</numerusform>
        </translation>
    </message>
    <message>
        <source>Change limits</source>
        <translation>Grenzen ändern</translation>
    </message>
    <message>
        <source>Change %1</source>
        <translation>%1 ändern</translation>
    </message>
    <message>
        <source>Choose method %1</source>
        <translation>Verfahren %1 wählen</translation>
    </message>
    <message>
        <source>Use recipe %1</source>
        <translation>Rezept %1 verwenden</translation>
    </message>
    <message>
        <source>Choose criterion %1</source>
        <translation>Kriterium %1 wählen</translation>
    </message>
</context>
<context>
    <name>espalier::app::RangeStatistics</name>
    <message>
        <source>Statistics of the chosen range</source>
        <translation>Statistik des gewählten Bereichs</translation>
    </message>
    <message>
        <source>Forget the chosen range</source>
        <translation>Den gewählten Bereich vergessen</translation>
    </message>
    <message>
        <source>%1 %2 to %3</source>
        <translation>%1 %2 bis %3</translation>
    </message>
    <message>
        <source>curve</source>
        <translation>Kurve</translation>
    </message>
    <message>
        <source>count</source>
        <translation>Anzahl</translation>
    </message>
    <message>
        <source>least</source>
        <translation>kleinster</translation>
    </message>
    <message>
        <source>greatest</source>
        <translation>größter</translation>
    </message>
    <message>
        <source>mean</source>
        <translation>Mittel</translation>
    </message>
    <message>
        <source>std</source>
        <translation>Streuung</translation>
    </message>
    <message>
        <source>slope</source>
        <translation>Steigung</translation>
    </message>
</context>
<context>
    <name>espalier::app::RecentDelegate</name>
    <message>
        <source>Unpruned</source>
        <translation>Unbeschnitten</translation>
    </message>
    <message>
        <source>not found</source>
        <translation>nicht gefunden</translation>
    </message>
</context>
<context>
    <name>espalier::app::RecipePanel</name>
    <message>
        <source>The stages of the run appear here once a model is open.</source>
        <translation>Die Stufen des Laufs erscheinen hier, sobald ein Modell offen ist.</translation>
    </message>
    <message>
        <source>Open sample</source>
        <translation>Beispiel öffnen</translation>
    </message>
    <message>
        <source>The stages of a recipe appear here: import one, or add stage by stage.</source>
        <translation>Die Stufen eines Rezepts erscheinen hier: eines einlesen oder Stufe für Stufe hinzufügen.</translation>
    </message>
    <message>
        <source>Import recipe…</source>
        <translation>Rezept einlesen…</translation>
    </message>
</context>
<context>
    <name>espalier::app::ResultPanel</name>
    <message>
        <source>What a run came to appears here when it has ended, beside the published figures and other runs.</source>
        <translation>Hier erscheint, was ein Lauf ergeben hat, wenn er endet, neben den veröffentlichten Werten und anderen Läufen.</translation>
    </message>
    <message>
        <source>figures</source>
        <translation>Werte</translation>
    </message>
    <message>
        <source>masks</source>
        <translation>Masken</translation>
    </message>
    <message>
        <source>phases</source>
        <translation>Phasen</translation>
    </message>
    <message>
        <source>recipes</source>
        <translation>Rezepte</translation>
    </message>
    <message>
        <source>What is shown</source>
        <translation>Was gezeigt wird</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>Compare with…</source>
        <translation>Vergleichen mit…</translation>
    </message>
    <message>
        <source>Only this run</source>
        <translation>Nur dieser Lauf</translation>
    </message>
    <message>
        <source>this run</source>
        <translation>dieser Lauf</translation>
    </message>
    <message>
        <source>Not as published: %1</source>
        <translation>Nicht wie veröffentlicht: %1</translation>
    </message>
    <message>
        <source>Choose a run to compare with.</source>
        <translation>Einen Lauf zum Vergleichen wählen.</translation>
    </message>
    <message>
        <source>Fairness %1 of 5</source>
        <translation>Fairness %1 von 5</translation>
    </message>
    <message>
        <source>Fairness %1 of 5; missing: %2</source>
        <translation>Fairness %1 von 5; es fehlt: %2</translation>
    </message>
    <message>
        <source>Sensitivity to the learning rate: %1 points, smaller minus larger</source>
        <translation>Empfindlichkeit für die Lernrate: %1 Punkte, kleinere minus größere</translation>
    </message>
    <message numerus="yes">
        <source>%n run(s)</source>
        <translation>
            <numerusform>%n Lauf</numerusform>
            <numerusform>%n Läufe</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>espalier::app::RunController</name>
    <message>
        <source>Clear ratios</source>
        <translation>Anteile löschen</translation>
    </message>
    <message>
        <source>&amp;Resume</source>
        <translation>&amp;Fortsetzen</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>&amp;Anhalten</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Restore %1?</source>
        <translation>%1 wiederherstellen?</translation>
    </message>
    <message>
        <source>The present state is kept as a version first.</source>
        <translation>Der jetzige Stand wird vorher als Version behalten.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>Wiederherstellen</translation>
    </message>
    <message>
        <source>A run is on</source>
        <translation>Ein Lauf ist im Gang</translation>
    </message>
    <message>
        <source>A run is on.</source>
        <translation>Ein Lauf ist im Gang.</translation>
    </message>
    <message>
        <source>Stop keeps the state: the run can be resumed.</source>
        <translation>Beenden behält den Stand: Der Lauf kann fortgesetzt werden.</translation>
    </message>
    <message>
        <source>Stop and Quit</source>
        <translation>Lauf beenden und schließen</translation>
    </message>
    <message>
        <source>Compare with a run</source>
        <translation>Mit einem Lauf vergleichen</translation>
    </message>
</context>
<context>
    <name>espalier::app::RunPanel</name>
    <message>
        <source>Step</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>Tuning accuracy</source>
        <translation>Genauigkeit, Validierung</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>Tempo</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>Verbleibend</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>Busy</source>
        <translation>Beschäftigt</translation>
    </message>
    <message>
        <source>Run ended</source>
        <translation>Lauf beendet</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Bereit</translation>
    </message>
    <message>
        <source>of %1</source>
        <translation>von %1</translation>
    </message>
    <message>
        <source>it/s</source>
        <translation>it/s</translation>
    </message>
    <message>
        <source>est.</source>
        <translation>gesch.</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Start again</source>
        <translation>Neu starten</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Angehalten</translation>
    </message>
</context>
<context>
    <name>espalier::app::StageEditor</name>
    <message>
        <source>Method</source>
        <translation>Verfahren</translation>
    </message>
    <message>
        <source>Remove this stage</source>
        <translation>Diese Stufe entfernen</translation>
    </message>
    <message>
        <source>Remove stage</source>
        <translation>Stufe entfernen</translation>
    </message>
    <message>
        <source>Criterion</source>
        <translation>Kriterium</translation>
    </message>
</context>
<context>
    <name>espalier::app::StageList</name>
    <message>
        <source>Add stage</source>
        <translation>Stufe hinzufügen</translation>
    </message>
</context>
<context>
    <name>espalier::app::StateStrip</name>
    <message>
        <source>Planned, nothing cut yet</source>
        <translation>Geplant, noch nichts geschnitten</translation>
    </message>
    <message>
        <source>Whole</source>
        <translation>Ganz</translation>
    </message>
    <message>
        <source>no data bound</source>
        <translation>keine Daten gewählt</translation>
    </message>
    <message>
        <source>%1: %2 train, %3 tuning, %4 test</source>
        <translation>%1: %2 Training, %3 Validierung, %4 Test</translation>
    </message>
    <message>
        <source>  ·  base %1 %</source>
        <translation>  ·  Ausgangswert %1 %</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Unit of cost</source>
        <translation>Einheit der Kosten</translation>
    </message>
    <message>
        <source>MACs</source>
        <translation>MACs</translation>
    </message>
    <message>
        <source>FLOPs</source>
        <translation>FLOPs</translation>
    </message>
    <message>
        <source>Cost in</source>
        <translation>Kosten in</translation>
    </message>
</context>
<context>
    <name>espalier::app::StatusCells</name>
    <message>
        <source>opening</source>
        <translation>öffnet</translation>
    </message>
    <message>
        <source>reading images</source>
        <translation>liest Bilder</translation>
    </message>
    <message>
        <source>measuring</source>
        <translation>misst</translation>
    </message>
    <message>
        <source>running the recipe</source>
        <translation>führt das Rezept aus</translation>
    </message>
    <message>
        <source>cutting</source>
        <translation>schneidet</translation>
    </message>
    <message>
        <source>exporting</source>
        <translation>exportiert</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Bereit</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>Busy: %1</source>
        <translation>Beschäftigt: %1</translation>
    </message>
    <message>
        <source>Empty</source>
        <translation>Leer</translation>
    </message>
    <message>
        <source>%1 points dropped</source>
        <translation>%1 Punkte ausgelassen</translation>
    </message>
    <message>
        <source>No problems</source>
        <translation>Keine Probleme</translation>
    </message>
    <message numerus="yes">
        <source>%n problem(s)</source>
        <translation>
            <numerusform>%n Problem</numerusform>
            <numerusform>%n Probleme</numerusform>
        </translation>
    </message>
    <message>
        <source>Params &lt;b&gt;%1&lt;/b&gt;</source>
        <translation>Parameter &lt;b&gt;%1&lt;/b&gt;</translation>
    </message>
    <message>
        <source>MACs &lt;b&gt;%1&lt;/b&gt;</source>
        <translation>MACs &lt;b&gt;%1&lt;/b&gt;</translation>
    </message>
    <message>
        <source>Recipe r%1</source>
        <translation>Rezept r%1</translation>
    </message>
</context>
<context>
    <name>espalier::app::TargetDialog</name>
    <message>
        <source>Inside blocks only, as in the papers</source>
        <translation>Nur im Inneren der Blöcke, wie in den Aufsätzen</translation>
    </message>
    <message>
        <source>Solve for a target</source>
        <translation>Für ein Ziel lösen</translation>
    </message>
    <message>
        <source>Every group gets the same ratio, so that the whole network meets the target.</source>
        <translation>Jede Gruppe bekommt denselben Anteil, sodass das ganze Netz das Ziel erreicht.</translation>
    </message>
    <message>
        <source>Speed-up</source>
        <translation>Beschleunigung</translation>
    </message>
    <message>
        <source>MACs</source>
        <translation>MACs</translation>
    </message>
    <message>
        <source>Params</source>
        <translation>Parameter</translation>
    </message>
    <message>
        <source>Kind of target</source>
        <translation>Art des Ziels</translation>
    </message>
    <message>
        <source>First convolutions of residual blocks; the residual stream keeps its width.</source>
        <translation>Erste Faltungen der Residualblöcke; der Residualstrom behält seine Breite.</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>Ziel</translation>
    </message>
    <message>
        <source>&amp;Value</source>
        <translation>&amp;Wert</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Fill ratios</source>
        <translation>Anteile eintragen</translation>
    </message>
    <message>
        <source>at least </source>
        <translation>mindestens </translation>
    </message>
    <message>
        <source>at most </source>
        <translation>höchstens </translation>
    </message>
    <message>
        <source>Asked %1, got %2. Achievable: %3 to %4.</source>
        <translation>Verlangt %1, erreicht %2. Erreichbar: %3 bis %4.</translation>
    </message>
    <message>
        <source>Solve for %1</source>
        <translation>Für %1 lösen</translation>
    </message>
</context>
<context>
    <name>espalier::app::TextTableModel</name>
    <message>
        <source>Base, %</source>
        <translation>Ausgang, %</translation>
    </message>
    <message>
        <source>Before the cut, %</source>
        <translation>Vor dem Schnitt, %</translation>
    </message>
    <message>
        <source>After the cut, %</source>
        <translation>Nach dem Schnitt, %</translation>
    </message>
    <message>
        <source>With constants forwarded, %</source>
        <translation>Mit weitergereichten Konstanten, %</translation>
    </message>
    <message>
        <source>Recalibrated, %</source>
        <translation>Neu kalibriert, %</translation>
    </message>
    <message>
        <source>Reinitialised, %</source>
        <translation>Neu initialisiert, %</translation>
    </message>
    <message>
        <source>Last epoch, %</source>
        <translation>Letzte Epoche, %</translation>
    </message>
    <message>
        <source>Best epoch, %</source>
        <translation>Beste Epoche, %</translation>
    </message>
    <message>
        <source>Params</source>
        <translation>Parameter</translation>
    </message>
    <message>
        <source>MACs</source>
        <translation>MACs</translation>
    </message>
    <message>
        <source>Fewer MACs by, ×</source>
        <translation>Weniger MACs um, ×</translation>
    </message>
    <message>
        <source>Iterations</source>
        <translation>Iterationen</translation>
    </message>
    <message>
        <source>Time, s</source>
        <translation>Zeit, s</translation>
    </message>
    <message>
        <source>not measured</source>
        <translation>nicht gemessen</translation>
    </message>
    <message>
        <source>inside</source>
        <translation>innerhalb</translation>
    </message>
    <message>
        <source>outside</source>
        <translation>außerhalb</translation>
    </message>
    <message>
        <source>Figure</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>Unterschied</translation>
    </message>
    <message>
        <source>Removed</source>
        <translation>Entfernt</translation>
    </message>
    <message>
        <source>only here</source>
        <translation>nur hier</translation>
    </message>
    <message>
        <source>only there</source>
        <translation>nur dort</translation>
    </message>
    <message>
        <source>in both</source>
        <translation>in beiden</translation>
    </message>
    <message>
        <source>IoU</source>
        <translation>IoU</translation>
    </message>
    <message>
        <source>overlap</source>
        <translation>Überdeckung</translation>
    </message>
    <message>
        <source>agreement</source>
        <translation>Übereinstimmung</translation>
    </message>
    <message>
        <source>in total</source>
        <translation>insgesamt</translation>
    </message>
    <message>
        <source>Phase</source>
        <translation>Phase</translation>
    </message>
    <message>
        <source>Stage</source>
        <translation>Stufe</translation>
    </message>
    <message>
        <source>from step</source>
        <translation>ab Schritt</translation>
    </message>
    <message>
        <source>steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>from, s</source>
        <translation>ab, s</translation>
    </message>
    <message>
        <source>seconds</source>
        <translation>Sekunden</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>Rezept</translation>
    </message>
</context>
<context>
    <name>espalier::app::TimelineModel</name>
    <message>
        <source>now here</source>
        <translation>jetzt hier</translation>
    </message>
    <message>
        <source>%1 params · %2</source>
        <translation>%1 Parameter · %2</translation>
    </message>
    <message>
        <source>%1, step %2</source>
        <translation>%1, Schritt %2</translation>
    </message>
</context>
<context>
    <name>espalier::app::TimelinePanel</name>
    <message>
        <source>Restore…</source>
        <translation>Wiederherstellen…</translation>
    </message>
    <message>
        <source>Versions</source>
        <translation>Versionen</translation>
    </message>
    <message>
        <source>Versions appear here: one at each phase, each cut and each name you give.</source>
        <translation>Versionen erscheinen hier: eine bei jeder Phase, jedem Schnitt und jedem Namen, den du gibst.</translation>
    </message>
    <message>
        <source>Name present state…</source>
        <translation>Stand benennen…</translation>
    </message>
    <message numerus="yes">
        <source>%n version(s)</source>
        <translation>
            <numerusform>%n Version</numerusform>
            <numerusform>%n Versionen</numerusform>
        </translation>
    </message>
    <message>
        <source>Select a version first.</source>
        <translation>Zuerst eine Version auswählen.</translation>
    </message>
    <message>
        <source>Wait for the present action to end, or stop it.</source>
        <translation>Das Ende der laufenden Aktion abwarten oder sie beenden.</translation>
    </message>
</context>
<context>
    <name>espalier::app::ViewController</name>
    <message>
        <source>&amp;Undo %1</source>
        <translation>&amp;Rückgängig: %1</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Rückgängig</translation>
    </message>
    <message>
        <source>&amp;Redo %1</source>
        <translation>&amp;Wiederholen: %1</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>&amp;Wiederholen</translation>
    </message>
</context>
<context>
    <name>espalier::app::WelcomePage</name>
    <message>
        <source>Shape a network, branch by branch.</source>
        <translation>Ein Netz in Form bringen, Zweig für Zweig.</translation>
    </message>
    <message>
        <source>Open a trained model, see which channels belong together, remove what it can spare, and export the smaller one.</source>
        <translation>Öffne ein trainiertes Modell, sieh, welche Kanäle zusammengehören, entferne, was es entbehren kann, und exportiere das kleinere.</translation>
    </message>
    <message>
        <source>Open model…</source>
        <translation>Modell öffnen…</translation>
    </message>
    <message>
        <source>Open project…</source>
        <translation>Projekt öffnen…</translation>
    </message>
    <message>
        <source>Or drop a file anywhere in this window: .pt2 and other networks, .safetensors and .pth weights, projects</source>
        <translation>Oder eine Datei irgendwo in dieses Fenster ziehen: Netze wie .pt2, Gewichte als .safetensors und .pth, Projekte</translation>
    </message>
    <message>
        <source>Everything stays on this computer.</source>
        <translation>Alles bleibt auf diesem Rechner.</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>Zuletzt geöffnet</translation>
    </message>
    <message>
        <source>Recent projects</source>
        <translation>Zuletzt geöffnete Projekte</translation>
    </message>
    <message>
        <source>Projects that you open appear here.</source>
        <translation>Projekte, die du öffnest, erscheinen hier.</translation>
    </message>
    <message>
        <source>Guided sample</source>
        <translation>Geführtes Beispiel</translation>
    </message>
    <message>
        <source>A trained ResNet-20 and 12 000 Fashion-MNIST images come with the program. It takes about three minutes: see the groups, start the run, watch the penalty grow, look at the cut, export.</source>
        <translation>Ein trainiertes ResNet-20 und 12 000 Bilder aus Fashion-MNIST gehören zum Programm. Es dauert etwa drei Minuten: die Gruppen ansehen, den Lauf starten, den Strafterm wachsen sehen, den Schnitt betrachten, exportieren.</translation>
    </message>
    <message>
        <source>Start the sample</source>
        <translation>Beispiel starten</translation>
    </message>
    <message>
        <source>Locate…</source>
        <translation>Suchen…</translation>
    </message>
    <message>
        <source>Remove from list</source>
        <translation>Aus der Liste entfernen</translation>
    </message>
    <message>
        <source>Where is %1 now?</source>
        <translation>Wo liegt %1 jetzt?</translation>
    </message>
</context>
<context>
    <name>espalier::widgets</name>
    <message>
        <source>%1 is below %2</source>
        <translation>%1 liegt unter %2</translation>
    </message>
    <message>
        <source>%1 is above %2</source>
        <translation>%1 liegt über %2</translation>
    </message>
    <message>
        <source>“%1” is not a number</source>
        <translation>„%1“ ist keine Zahl</translation>
    </message>
    <message>
        <source>%1 is not a whole number</source>
        <translation>%1 ist keine ganze Zahl</translation>
    </message>
    <message>
        <source>“%1” is not one of the choices</source>
        <translation>„%1“ steht nicht zur Wahl</translation>
    </message>
    <message>
        <source>est.</source>
        <translation>gesch.</translation>
    </message>
    <message>
        <source>s</source>
        <translation>s</translation>
    </message>
    <message>
        <source>min</source>
        <translation>min</translation>
    </message>
    <message>
        <source>h</source>
        <translation>h</translation>
    </message>
    <message>
        <source>d</source>
        <translation>d</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>gerade eben</translation>
    </message>
    <message>
        <source>%1 ago</source>
        <translation>vor %1</translation>
    </message>
    <message>
        <source>Prunable</source>
        <translation>Beschneidbar</translation>
    </message>
    <message>
        <source>Frozen</source>
        <translation>Eingefroren</translation>
    </message>
    <message>
        <source>Locked</source>
        <translation>Gesperrt</translation>
    </message>
    <message>
        <source>Marked</source>
        <translation>Markiert</translation>
    </message>
    <message>
        <source>Cut</source>
        <translation>Geschnitten</translation>
    </message>
</context>
<context>
    <name>espalier::widgets::Banner</name>
    <message>
        <source>Dismiss</source>
        <translation>Ausblenden</translation>
    </message>
</context>
<context>
    <name>espalier::widgets::BannerStack</name>
    <message numerus="yes">
        <source>%n more in Problems</source>
        <translation>
            <numerusform>%n weiteres unter Probleme</numerusform>
            <numerusform>%n weitere unter Probleme</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>espalier::widgets::ChannelBars</name>
    <message>
        <source>Channels per group</source>
        <translation>Kanäle je Gruppe</translation>
    </message>
    <message>
        <source>%1: %2 of %3 channels kept</source>
        <translation>%1: %2 von %3 Kanälen behalten</translation>
    </message>
    <message>
        <source>, %1 cut before</source>
        <translation>, %1 früher geschnitten</translation>
    </message>
    <message>
        <source>floor</source>
        <translation>Untergrenze</translation>
    </message>
    <message>
        <source>cut</source>
        <translation>geschnitten</translation>
    </message>
    <message>
        <source>marked</source>
        <translation>markiert</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>behalten</translation>
    </message>
</context>
<context>
    <name>espalier::widgets::CommandPalette</name>
    <message>
        <source>Command palette</source>
        <translation>Befehlspalette</translation>
    </message>
    <message>
        <source>Search commands, layers, options</source>
        <translation>Befehle, Schichten, Optionen suchen</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>Gefunden</translation>
    </message>
</context>
<context>
    <name>espalier::widgets::DockHeader</name>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
</context>
<context>
    <name>espalier::widgets::FilterField</name>
    <message>
        <source>Filter</source>
        <translation>Filtern</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Löschen</translation>
    </message>
</context>
<context>
    <name>espalier::widgets::HeatMapPlot</name>
    <message>
        <source>%1 kept</source>
        <translation>%1 behalten</translation>
    </message>
    <message>
        <source>%1 to be pruned</source>
        <translation>%1 zu entfernen</translation>
    </message>
    <message>
        <source>greatest of each %1 × %1 block; hover reads exact values</source>
        <translation>größter Wert je %1 × %1 Block; unter dem Zeiger die genauen Werte</translation>
    </message>
    <message>
        <source>%1 %2, %3 %4: %5</source>
        <translation>%1 %2, %3 %4: %5</translation>
    </message>
</context>
<context>
    <name>espalier::widgets::HistogramPlot</name>
    <message>
        <source>filter score, mean |w|</source>
        <translation>Filterwert, Mittel von |w|</translation>
    </message>
    <message>
        <source>filters</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>to be pruned, %1</source>
        <translation>zu entfernen, %1</translation>
    </message>
    <message>
        <source>kept, %1</source>
        <translation>behalten, %1</translation>
    </message>
    <message>
        <source>score</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>behalten</translation>
    </message>
    <message>
        <source>to be pruned</source>
        <translation>zu entfernen</translation>
    </message>
    <message>
        <source>from</source>
        <translation>von</translation>
    </message>
    <message>
        <source>to</source>
        <translation>bis</translation>
    </message>
</context>
<context>
    <name>espalier::widgets::IntervalSlider</name>
    <message>
        <source>achievable</source>
        <translation>erreichbar</translation>
    </message>
</context>
<context>
    <name>espalier::widgets::KeptBar</name>
    <message>
        <source>%1 kept</source>
        <translation>%1 behalten</translation>
    </message>
</context>
<context>
    <name>espalier::widgets::LinePlot</name>
    <message>
        <source>Series</source>
        <translation>Reihe</translation>
    </message>
</context>
<context>
    <name>espalier::widgets::OptionRow</name>
    <message>
        <source>Back to the default</source>
        <translation>Zurück zur Vorgabe</translation>
    </message>
    <message>
        <source>live</source>
        <translation>live</translation>
    </message>
    <message>
        <source>Changed. Default: %1
%2</source>
        <translation>Geändert. Vorgabe: %1
%2</translation>
    </message>
</context>
<context>
    <name>espalier::widgets::PhaseBar</name>
    <message>
        <source>Phases of the run</source>
        <translation>Phasen des Laufs</translation>
    </message>
    <message>
        <source>not running</source>
        <translation>läuft nicht</translation>
    </message>
    <message>
        <source>%1, step %2 of %3</source>
        <translation>%1, Schritt %2 von %3</translation>
    </message>
</context>
<context>
    <name>espalier::widgets::PlotFrame</name>
    <message>
        <source>Legend of %1</source>
        <translation>Legende von %1</translation>
    </message>
    <message>
        <source>%1 as table</source>
        <translation>%1 als Tabelle</translation>
    </message>
    <message>
        <source>%1 cannot be written</source>
        <translation>%1 kann nicht geschrieben werden</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>file: reason</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1: the name must end in .png, .svg, .pdf or .csv</source>
        <translation>%1: Der Name muss auf .png, .svg, .pdf oder .csv enden</translation>
    </message>
</context>
<context>
    <name>espalier::widgets::PlotLegend</name>
    <message>
        <source>Legend</source>
        <translation>Legende</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>series, shown or hidden</comment>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>shown</source>
        <translation>gezeigt</translation>
    </message>
    <message>
        <source>hidden</source>
        <translation>verborgen</translation>
    </message>
</context>
<context>
    <name>espalier::widgets::ProfilePlot</name>
    <message>
        <source>filter rank</source>
        <translation>Rang des Filters</translation>
    </message>
    <message>
        <source>score / greatest</source>
        <translation>Wert / größter</translation>
    </message>
    <message>
        <source>filter index</source>
        <translation>Nummer des Filters</translation>
    </message>
    <message>
        <source>%1 kept</source>
        <translation>%1 behalten</translation>
    </message>
</context>
<context>
    <name>espalier::widgets::RatioDelegate</name>
    <message>
        <source>Ratio, percent of original</source>
        <translation>Anteil, Prozent des Originals</translation>
    </message>
</context>
<context>
    <name>espalier::widgets::RidgePlot</name>
    <message>
        <source>filter score, mean |w|</source>
        <translation>Filterwertung, mittleres |w|</translation>
    </message>
    <message>
        <source>step</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>bleiben</translation>
    </message>
    <message>
        <source>to be pruned</source>
        <translation>fallen weg</translation>
    </message>
    <message>
        <source>score</source>
        <translation>Wertung</translation>
    </message>
    <message>
        <source>kept, step %1</source>
        <translation>bleiben, Schritt %1</translation>
    </message>
    <message>
        <source>from</source>
        <translation>von</translation>
    </message>
    <message>
        <source>to</source>
        <translation>bis</translation>
    </message>
</context>
<context>
    <name>espalier::widgets::ScatterPlot</name>
    <message>
        <source>own run, ± std</source>
        <translation>eigener Lauf, ± Std.</translation>
    </message>
    <message>
        <source>own control</source>
        <translation>eigener Vergleich</translation>
    </message>
    <message>
        <source>published</source>
        <translation>veröffentlicht</translation>
    </message>
    <message>
        <source>line: front of own runs</source>
        <translation>Linie: Front der eigenen Läufe</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Lauf</translation>
    </message>
    <message>
        <source>std</source>
        <translation>Std.</translation>
    </message>
</context>
<context>
    <name>espalier::widgets::ScoreStrip</name>
    <message>
        <source>Channels by score</source>
        <translation>Kanäle nach Wert</translation>
    </message>
    <message>
        <source>channel %1, score %2, %3</source>
        <translation>Kanal %1, Wert %2, %3</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>behalten</translation>
    </message>
    <message>
        <source>marked</source>
        <translation>markiert</translation>
    </message>
    <message>
        <source>score %1</source>
        <translation>Wert %1</translation>
    </message>
    <message>
        <source>%1 kept, %2 marked</source>
        <translation>%1 behalten, %2 markiert</translation>
    </message>
</context>
<context>
    <name>espalier::widgets::StemPlot</name>
    <message>
        <source>channel</source>
        <translation>Kanal</translation>
    </message>
    <message>
        <source>value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>%1, kept</source>
        <translation>%1, bleibt</translation>
    </message>
    <message>
        <source>%1, to be pruned</source>
        <translation>%1, fällt weg</translation>
    </message>
    <message>
        <source>to be pruned</source>
        <translation>fällt weg</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>bleibt</translation>
    </message>
    <message>
        <source>fate</source>
        <translation>Schicksal</translation>
    </message>
</context>
<context>
    <name>espalier::widgets::TableWithTotals</name>
    <message>
        <source>Totals</source>
        <translation>Summen</translation>
    </message>
</context>
</TS>
