<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de">
<context>
    <name>Center</name>
    <message>
        <source>A colleague was faster</source>
        <translation>Jemand war schneller</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Claim</source>
        <translation>Übernehmen</translation>
    </message>
    <message>
        <source>Claiming…</source>
        <translation>Wird übernommen…</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Clear all</source>
        <translation>Alle entfernen</translation>
    </message>
    <message>
        <source>Clear filters</source>
        <translation>Filter entfernen</translation>
    </message>
    <message>
        <source>Clear these</source>
        <translation>Diese entfernen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Closed before you could claim it</source>
        <translation>Geschlossen, bevor Sie es übernehmen konnten</translation>
    </message>
    <message>
        <source>Del</source>
        <translation>Entf</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>Enter opens · R read · Del clears · W says why</source>
        <translation>Eingabe öffnet · R gelesen · Entf entfernt · W sagt warum</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>From the toast: {n}</source>
        <translation>Aus der Einblendung: {n}</translation>
    </message>
    <message>
        <source>It was not given to you</source>
        <translation>Es wurde Ihnen nicht gegeben</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Lists</source>
        <translation>Listen</translation>
    </message>
    <message>
        <source>Load older</source>
        <translation>Ältere laden</translation>
    </message>
    <message>
        <source>Loading older ones…</source>
        <translation>Ältere werden geladen…</translation>
    </message>
    <message>
        <source>Mark all read</source>
        <translation>Alle als gelesen markieren</translation>
    </message>
    <message>
        <source>Mark read</source>
        <translation>Als gelesen markieren</translation>
    </message>
    <message>
        <source>Mark these read</source>
        <translation>Diese als gelesen markieren</translation>
    </message>
    <message>
        <source>Mark unread</source>
        <translation>Als ungelesen markieren</translation>
    </message>
    <message>
        <source>Not confirmed by the server yet</source>
        <translation>Vom Server noch nicht bestätigt</translation>
    </message>
    <message>
        <source>Nothing here. When a ticket is assigned to you or somebody mentions you, it appears here.</source>
        <translation>Hier ist nichts. Wenn Ihnen ein Ticket zugewiesen wird oder jemand Sie erwähnt, erscheint es hier.</translation>
    </message>
    <message>
        <source>Nothing matches. Press Esc to see everything.</source>
        <translation>Nichts passt. Mit Esc sehen Sie wieder alles.</translation>
    </message>
    <message>
        <source>Nothing was silenced. What your rules and quiet hours keep from you is listed here, with the reason.</source>
        <translation>Nichts wurde stummgeschaltet. Was Ihre Regeln und Ruhezeiten von Ihnen fernhalten, steht hier, mit dem Grund.</translation>
    </message>
    <message>
        <source>Notifications</source>
        <translation>Benachrichtigungen</translation>
    </message>
    <message>
        <source>Older ones cannot be had right now.</source>
        <translation>Ältere sind gerade nicht zu bekommen.</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Priority</source>
        <translation>Priorität</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Remind me in 15 minutes</source>
        <translation>In 15 Minuten erinnern</translation>
    </message>
    <message>
        <source>Remove the filter {name}</source>
        <translation>Filter {name} entfernen</translation>
    </message>
    <message>
        <source>Search notifications</source>
        <translation>Benachrichtigungen suchen</translation>
    </message>
    <message>
        <source>Search number, title, queue or person</source>
        <translation>Nummer, Titel, Warteschlange oder Person suchen</translation>
    </message>
    <message>
        <source>Sign in…</source>
        <translation>Anmelden…</translation>
    </message>
    <message>
        <source>Silenced</source>
        <translation>Stummgeschaltet</translation>
    </message>
    <message>
        <source>That is everything from the last 90 days.</source>
        <translation>Das ist alles aus den letzten 90 Tagen.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Unread</source>
        <translation>Ungelesen</translation>
    </message>
    <message>
        <source>Why did I get this?</source>
        <translation>Warum habe ich das bekommen?</translation>
    </message>
    <message>
        <source>You have it</source>
        <translation>Sie haben es</translation>
    </message>
    <message>
        <source>Your notifications appear here once you are signed in.</source>
        <translation>Sobald Sie angemeldet sind, erscheinen hier Ihre Benachrichtigungen.</translation>
    </message>
    <message>
        <source>read</source>
        <translation>gelesen</translation>
    </message>
    <message>
        <source>unread</source>
        <translation>ungelesen</translation>
    </message>
    <message>
        <source>{name} has it</source>
        <translation>{name} hat es</translation>
    </message>
    <message>
        <source>{name} was faster</source>
        <translation>{name} war schneller</translation>
    </message>
    <message>
        <source>{n} notification cleared</source>
        <translation>{n} Benachrichtigung entfernt</translation>
    </message>
    <message>
        <source>{n} notifications cleared</source>
        <translation>{n} Benachrichtigungen entfernt</translation>
    </message>
</context>
<context>
    <name>Chart</name>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Newest: {numbers}. Arrow keys read the others.</source>
        <translation>Neueste: {numbers}. Die Pfeiltasten lesen die anderen vor.</translation>
    </message>
    <message>
        <source>No figures yet</source>
        <translation>Noch keine Zahlen</translation>
    </message>
    <message>
        <source>Nobody has a ticket</source>
        <translation>Niemand hat ein Ticket</translation>
    </message>
    <message>
        <source>Show the numbers of this chart as a table</source>
        <translation>Die Zahlen dieses Diagramms als Tabelle zeigen</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>Tabelle</translation>
    </message>
    <message>
        <source>Tickets</source>
        <translation>Tickets</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>and {people} more with {tickets}</source>
        <translation>und {people} weitere mit {tickets}</translation>
    </message>
    <message>
        <source>offline</source>
        <translation>offline</translation>
    </message>
    <message>
        <source>online</source>
        <translation>online</translation>
    </message>
    <message>
        <source>{n} ({share} %)</source>
        <translation>{n} ({share} %)</translation>
    </message>
    <message>
        <source>{n} others</source>
        <translation>{n} weitere</translation>
    </message>
    <message>
        <source>{title} as a table</source>
        <translation>{title} als Tabelle</translation>
    </message>
</context>
<context>
    <name>Claim</name>
    <message>
        <source>A colleague was faster: {ticket} is taken</source>
        <translation>Jemand war schneller: {ticket} ist schon vergeben</translation>
    </message>
    <message>
        <source>This ticket</source>
        <translation>Dieses Ticket</translation>
    </message>
    <message>
        <source>{ticket} is closed; you cannot claim it</source>
        <translation>{ticket} ist geschlossen und kann nicht übernommen werden</translation>
    </message>
    <message>
        <source>{ticket} was not given to you</source>
        <translation>{ticket} wurde Ihnen nicht gegeben</translation>
    </message>
    <message>
        <source>{winner} was faster: {ticket} is theirs</source>
        <translation>{winner} war schneller: {ticket} ist schon vergeben</translation>
    </message>
</context>
<context>
    <name>Count</name>
    <message>
        <source>{n} unread</source>
        <translation>{n} ungelesen</translation>
    </message>
</context>
<context>
    <name>Dashboard</name>
    <message>
        <source> min</source>
        <translation> min</translation>
    </message>
    <message>
        <source>1 hour</source>
        <translation>1 Std.</translation>
    </message>
    <message>
        <source>1 queue over limit</source>
        <translation>1 Warteschlange über dem Grenzwert</translation>
    </message>
    <message>
        <source>30 days</source>
        <translation>30 Tage</translation>
    </message>
    <message>
        <source>7 days</source>
        <translation>7 Tage</translation>
    </message>
    <message>
        <source>A figure that reaches a limit is colored. With “Notify”, it tells you once when it reaches the higher limit, and again only after it has fallen below.</source>
        <translation>Eine Zahl, die einen Grenzwert erreicht, wird gefärbt. Mit „Benachrichtigen“ meldet sie sich einmal, wenn sie den höheren Grenzwert erreicht, und erst dann wieder, wenn sie inzwischen darunter lag.</translation>
    </message>
    <message>
        <source>Age of the open ticket that was filed first.</source>
        <translation>Alter des offenen Tickets, das zuerst erfasst wurde.</translation>
    </message>
    <message>
        <source>Alarm from</source>
        <translation>Alarm ab</translation>
    </message>
    <message>
        <source>All queues are hidden. Choose under “Queues…” which ones to show.</source>
        <translation>Alle Warteschlangen sind ausgeblendet. Wählen Sie unter „Warteschlangen…“, welche gezeigt werden.</translation>
    </message>
    <message>
        <source>All teams</source>
        <translation>Alle Teams</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>Übernehmen</translation>
    </message>
    <message>
        <source>As of</source>
        <translation>Stand</translation>
    </message>
    <message>
        <source>Breaching soon</source>
        <translation>Bald überfällig</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Charts as PNG…</source>
        <translation>Diagramme als PNG…</translation>
    </message>
    <message>
        <source>Choose queues</source>
        <translation>Warteschlangen wählen</translation>
    </message>
    <message>
        <source>Closed</source>
        <translation>Geschlossen</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>Erstellt</translation>
    </message>
    <message>
        <source>Created and resolved</source>
        <translation>Erstellt und gelöst</translation>
    </message>
    <message>
        <source>Created in the last hour</source>
        <translation>In der letzten Stunde erstellt</translation>
    </message>
    <message>
        <source>Created today</source>
        <translation>Heute erstellt</translation>
    </message>
    <message>
        <source>Dashboard</source>
        <translation>Dashboard</translation>
    </message>
    <message>
        <source>Escalated</source>
        <translation>Eskaliert</translation>
    </message>
    <message>
        <source>Every queue</source>
        <translation>Jede Warteschlange</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Figure</source>
        <translation>Zahl</translation>
    </message>
    <message>
        <source>First response</source>
        <translation>Erste Antwort</translation>
    </message>
    <message>
        <source>Getting the figures of your queues…</source>
        <translation>Die Zahlen Ihrer Warteschlangen werden geholt…</translation>
    </message>
    <message>
        <source>Hide all</source>
        <translation>Alle ausblenden</translation>
    </message>
    <message>
        <source>High</source>
        <translation>Hoch</translation>
    </message>
    <message>
        <source>In progress</source>
        <translation>In Bearbeitung</translation>
    </message>
    <message>
        <source>Last hour</source>
        <translation>Letzte Stunde</translation>
    </message>
    <message>
        <source>Limits</source>
        <translation>Grenzwerte</translation>
    </message>
    <message>
        <source>Limits…</source>
        <translation>Grenzwerte…</translation>
    </message>
    <message>
        <source>Load per person</source>
        <translation>Last je Person</translation>
    </message>
    <message>
        <source>Low</source>
        <translation>Niedrig</translation>
    </message>
    <message>
        <source>May be out of date.</source>
        <translation>Möglicherweise veraltet.</translation>
    </message>
    <message>
        <source>Mean time from filing to the first public note by staff, over the tickets that are in the queues now and have one. Several queues weigh by their tickets.</source>
        <translation>Mittlere Zeit von der Erfassung bis zur ersten öffentlichen Notiz des Personals, über die Tickets, die jetzt in den Warteschlangen sind und eine haben. Mehrere Warteschlangen zählen nach ihren Tickets.</translation>
    </message>
    <message>
        <source>Mean time from filing to the last resolution, over the tickets that are in the queues now and are resolved or closed.</source>
        <translation>Mittlere Zeit von der Erfassung bis zur letzten Lösung, über die Tickets, die jetzt in den Warteschlangen sind und gelöst oder geschlossen sind.</translation>
    </message>
    <message>
        <source>New</source>
        <translation>Neu</translation>
    </message>
    <message>
        <source>No queue to show. Ask your administrator to add you to a team, or to let you watch a queue.</source>
        <translation>Keine Warteschlange zu zeigen. Bitten Sie Ihre Administration, Sie in ein Team aufzunehmen oder Sie eine Warteschlange beobachten zu lassen.</translation>
    </message>
    <message>
        <source>Nobody</source>
        <translation>Niemand</translation>
    </message>
    <message>
        <source>Normal</source>
        <translation>Normal</translation>
    </message>
    <message>
        <source>Notify</source>
        <translation>Benachrichtigen</translation>
    </message>
    <message>
        <source>Oldest</source>
        <translation>Ältestes</translation>
    </message>
    <message>
        <source>Oldest open ticket</source>
        <translation>Ältestes offenes Ticket</translation>
    </message>
    <message>
        <source>On hold</source>
        <translation>Zurückgestellt</translation>
    </message>
    <message>
        <source>Only the queues that you check are shown and counted.</source>
        <translation>Nur die Warteschlangen, die Sie ankreuzen, werden gezeigt und gezählt.</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Offen</translation>
    </message>
    <message>
        <source>Open tickets</source>
        <translation>Offene Tickets</translation>
    </message>
    <message>
        <source>Open tickets that nobody works on.</source>
        <translation>Offene Tickets, an denen niemand arbeitet.</translation>
    </message>
    <message>
        <source>Over the limit that alarms.</source>
        <translation>Über dem Grenzwert für Alarm.</translation>
    </message>
    <message>
        <source>Over the limit that warns.</source>
        <translation>Über dem Grenzwert für Warnung.</translation>
    </message>
    <message>
        <source>Pending</source>
        <translation>Wartend</translation>
    </message>
    <message>
        <source>Priority</source>
        <translation>Priorität</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>Queues</source>
        <translation>Warteschlangen</translation>
    </message>
    <message>
        <source>Queues as CSV…</source>
        <translation>Warteschlangen als CSV…</translation>
    </message>
    <message>
        <source>Queues whose oldest open ticket has passed the age at which you want to be warned. Tickets have no due times of their own: set the ages under “Limits…”.</source>
        <translation>Warteschlangen, deren ältestes offenes Ticket das Alter überschritten hat, bei dem Sie gewarnt werden möchten. Tickets haben keine eigenen Fristen: Legen Sie die Alter unter „Grenzwerte…“ fest.</translation>
    </message>
    <message>
        <source>Queues…</source>
        <translation>Warteschlangen…</translation>
    </message>
    <message>
        <source>Resolution</source>
        <translation>Lösung</translation>
    </message>
    <message>
        <source>Resolved</source>
        <translation>Gelöst</translation>
    </message>
    <message>
        <source>Resolved today</source>
        <translation>Heute gelöst</translation>
    </message>
    <message>
        <source>Response</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>Search queues</source>
        <translation>Warteschlangen suchen</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>Alle zeigen</translation>
    </message>
    <message>
        <source>Since midnight, by hour</source>
        <translation>Seit Mitternacht, nach Stunden</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Team</source>
        <translation>Team</translation>
    </message>
    <message>
        <source>The figures appear here once you are signed in.</source>
        <translation>Die Zahlen erscheinen hier, sobald Sie angemeldet sind.</translation>
    </message>
    <message>
        <source>The figures appear once the server can be reached.</source>
        <translation>Die Zahlen erscheinen, sobald der Server erreichbar ist.</translation>
    </message>
    <message>
        <source>The file could not be written: {path}</source>
        <translation>Die Datei konnte nicht geschrieben werden: {path}</translation>
    </message>
    <message>
        <source>The last 30 days; the days are those of UTC</source>
        <translation>Die letzten 30 Tage; die Tage sind die von UTC</translation>
    </message>
    <message>
        <source>The last 60 minutes, by minute</source>
        <translation>Die letzten 60 Minuten, nach Minuten</translation>
    </message>
    <message>
        <source>These figures may be out of date: they are as of {time}.</source>
        <translation>Diese Zahlen sind möglicherweise veraltet: Ihr Stand ist {time}.</translation>
    </message>
    <message>
        <source>Tickets that are neither resolved nor closed.</source>
        <translation>Tickets, die weder gelöst noch geschlossen sind.</translation>
    </message>
    <message>
        <source>Tickets that were filed since midnight.</source>
        <translation>Tickets, die seit Mitternacht erfasst wurden.</translation>
    </message>
    <message>
        <source>Timeline as CSV…</source>
        <translation>Zeitverlauf als CSV…</translation>
    </message>
    <message>
        <source>Times that an open ticket was resolved or closed since midnight, reopened since or not.</source>
        <translation>Wie oft seit Mitternacht ein offenes Ticket gelöst oder geschlossen wurde, seither wieder geöffnet oder nicht.</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Heute</translation>
    </message>
    <message>
        <source>Today and the six days before, by hour</source>
        <translation>Heute und die sechs Tage davor, nach Stunden</translation>
    </message>
    <message>
        <source>Trend</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>Unassigned</source>
        <translation>Nicht zugewiesen</translation>
    </message>
    <message>
        <source>Unknown person</source>
        <translation>Unbekannte Person</translation>
    </message>
    <message>
        <source>Urgent</source>
        <translation>Dringend</translation>
    </message>
    <message>
        <source>Warn from</source>
        <translation>Warnung ab</translation>
    </message>
    <message>
        <source>Window as PNG…</source>
        <translation>Fenster als PNG…</translation>
    </message>
    <message>
        <source>Your organization has set these limits.</source>
        <translation>Ihre Organisation hat diese Grenzwerte festgelegt.</translation>
    </message>
    <message>
        <source>as of {time}</source>
        <translation>Stand {time}</translation>
    </message>
    <message>
        <source>from {first} to {last}</source>
        <translation>von {first} bis {last}</translation>
    </message>
    <message>
        <source>in {queue}</source>
        <translation>in {queue}</translation>
    </message>
    <message>
        <source>no limit set</source>
        <translation>kein Grenzwert</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keiner</translation>
    </message>
    <message>
        <source>none yet</source>
        <translation>noch keine</translation>
    </message>
    <message>
        <source>of {n} queues</source>
        <translation>von {n} Warteschlangen</translation>
    </message>
    <message>
        <source>of {n} queues · {late} past limit</source>
        <translation>von {n} Warteschlangen · {late} darüber</translation>
    </message>
    <message>
        <source>on average</source>
        <translation>im Mittel</translation>
    </message>
    <message>
        <source>{figure}: alarm from</source>
        <translation>{figure}: Alarm ab</translation>
    </message>
    <message>
        <source>{figure}: notify</source>
        <translation>{figure}: benachrichtigen</translation>
    </message>
    <message>
        <source>{figure}: warn from</source>
        <translation>{figure}: Warnung ab</translation>
    </message>
    <message>
        <source>{n} queues over limit</source>
        <translation>{n} Warteschlangen über dem Grenzwert</translation>
    </message>
</context>
<context>
    <name>Figures</name>
    <message>
        <source>now</source>
        <translation>jetzt</translation>
    </message>
    <message>
        <source>{days} d {hours} h</source>
        <translation>{days} d {hours} h</translation>
    </message>
    <message>
        <source>{day} {month}</source>
        <translation>{day}. {month}</translation>
    </message>
    <message>
        <source>{hours} h {minutes} min</source>
        <translation>{hours} h {minutes} min</translation>
    </message>
    <message>
        <source>{n} min</source>
        <translation>{n} min</translation>
    </message>
    <message>
        <source>{n} s</source>
        <translation>{n} s</translation>
    </message>
    <message>
        <source>{weekday} {day}</source>
        <translation>{weekday} {day}.</translation>
    </message>
</context>
<context>
    <name>Kind</name>
    <message>
        <source>Activity</source>
        <translation>Aktivität</translation>
    </message>
    <message>
        <source>Announcement</source>
        <translation>Ankündigung</translation>
    </message>
    <message>
        <source>Assigned to you</source>
        <translation>Ihnen zugewiesen</translation>
    </message>
    <message>
        <source>Became urgent</source>
        <translation>Jetzt dringend</translation>
    </message>
    <message>
        <source>Escalated</source>
        <translation>Eskaliert</translation>
    </message>
    <message>
        <source>Mention</source>
        <translation>Erwähnung</translation>
    </message>
    <message>
        <source>New ticket</source>
        <translation>Neues Ticket</translation>
    </message>
    <message>
        <source>Priority changed</source>
        <translation>Priorität geändert</translation>
    </message>
    <message>
        <source>Queues changed</source>
        <translation>Warteschlangen geändert</translation>
    </message>
    <message>
        <source>Reopened</source>
        <translation>Wieder geöffnet</translation>
    </message>
    <message>
        <source>Status changed</source>
        <translation>Status geändert</translation>
    </message>
</context>
<context>
    <name>Limit</name>
    <message>
        <source>1 escalated ticket</source>
        <translation>1 eskaliertes Ticket</translation>
    </message>
    <message>
        <source>1 new ticket within an hour</source>
        <translation>1 neues Ticket innerhalb einer Stunde</translation>
    </message>
    <message>
        <source>1 open ticket</source>
        <translation>1 offenes Ticket</translation>
    </message>
    <message>
        <source>1 unassigned ticket</source>
        <translation>1 nicht zugewiesenes Ticket</translation>
    </message>
    <message>
        <source>Your limit for this figure is {limit}.</source>
        <translation>Ihr Grenzwert für diese Zahl ist {limit}.</translation>
    </message>
    <message>
        <source>a ticket has been open for {time}</source>
        <translation>ein Ticket ist seit {time} offen</translation>
    </message>
    <message>
        <source>{hours} h {minutes} min</source>
        <translation>{hours} h {minutes} min</translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation>{minutes} min</translation>
    </message>
    <message>
        <source>{n} escalated tickets</source>
        <translation>{n} eskalierte Tickets</translation>
    </message>
    <message>
        <source>{n} new tickets within an hour</source>
        <translation>{n} neue Tickets innerhalb einer Stunde</translation>
    </message>
    <message>
        <source>{n} open tickets</source>
        <translation>{n} offene Tickets</translation>
    </message>
    <message>
        <source>{n} unassigned tickets</source>
        <translation>{n} nicht zugewiesene Tickets</translation>
    </message>
    <message>
        <source>{queue}: {figure}</source>
        <translation>{queue}: {figure}</translation>
    </message>
</context>
<context>
    <name>Link</name>
    <message>
        <source>Cannot write to the disk</source>
        <translation>Festplatte nicht beschreibbar</translation>
    </message>
    <message>
        <source>Catching up…</source>
        <translation>Wird aktualisiert…</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>Verbindung wird hergestellt…</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>Live</translation>
    </message>
    <message>
        <source>No live connection: Bomizzel asks every few seconds.</source>
        <translation>Keine Live-Verbindung: Bomizzel fragt alle paar Sekunden nach.</translation>
    </message>
    <message>
        <source>Offline</source>
        <translation>Offline</translation>
    </message>
    <message>
        <source>Polling</source>
        <translation>Regelmäßige Abfrage</translation>
    </message>
    <message>
        <source>Server maintenance</source>
        <translation>Wartung des Servers</translation>
    </message>
    <message>
        <source>Sign in to receive notifications.</source>
        <translation>Melden Sie sich an, um Benachrichtigungen zu erhalten.</translation>
    </message>
    <message>
        <source>Signed out</source>
        <translation>Abgemeldet</translation>
    </message>
    <message>
        <source>The disk is full or write-protected. New notifications come, and none is missed, as soon as Bomizzel can write to its folder.</source>
        <translation>Die Festplatte ist voll oder schreibgeschützt. Neue Benachrichtigungen kommen, ohne dass eine verloren geht, sobald Bomizzel wieder in seinen Ordner schreiben kann.</translation>
    </message>
    <message>
        <source>The server cannot be reached. Bomizzel keeps trying.</source>
        <translation>Der Server ist nicht erreichbar. Bomizzel versucht es weiter.</translation>
    </message>
    <message>
        <source>The server is being looked after. Nothing will be missed.</source>
        <translation>Der Server wird gewartet. Es geht nichts verloren.</translation>
    </message>
    <message>
        <source>This version is too old for the server: please update.</source>
        <translation>Diese Version ist zu alt für den Server: Bitte aktualisieren Sie sie.</translation>
    </message>
    <message>
        <source>Unlock your keyring, and Bomizzel continues by itself.</source>
        <translation>Entsperren Sie Ihren Schlüsselbund, dann macht Bomizzel von selbst weiter.</translation>
    </message>
    <message>
        <source>Update required</source>
        <translation>Update erforderlich</translation>
    </message>
    <message>
        <source>Waiting for the keyring</source>
        <translation>Wartet auf den Schlüsselbund</translation>
    </message>
</context>
<context>
    <name>Many</name>
    <message>
        <source>{n} announcement</source>
        <translation>{n} Ankündigung</translation>
    </message>
    <message>
        <source>{n} announcements</source>
        <translation>{n} Ankündigungen</translation>
    </message>
    <message>
        <source>{n} assigned</source>
        <translation>{n} zugewiesen</translation>
    </message>
    <message>
        <source>{n} change of your queues</source>
        <translation>{n} Änderung Ihrer Warteschlangen</translation>
    </message>
    <message>
        <source>{n} changed</source>
        <translation>{n} geändert</translation>
    </message>
    <message>
        <source>{n} changes of your queues</source>
        <translation>{n} Änderungen Ihrer Warteschlangen</translation>
    </message>
    <message>
        <source>{n} escalated</source>
        <translation>{n} eskaliert</translation>
    </message>
    <message>
        <source>{n} mention</source>
        <translation>{n} Erwähnung</translation>
    </message>
    <message>
        <source>{n} mentions</source>
        <translation>{n} Erwähnungen</translation>
    </message>
    <message>
        <source>{n} new</source>
        <translation>{n} neu</translation>
    </message>
    <message>
        <source>{n} reopened</source>
        <translation>{n} wieder geöffnet</translation>
    </message>
    <message>
        <source>{n} urgent</source>
        <translation>{n} dringend</translation>
    </message>
    <message>
        <source>{n} with another priority</source>
        <translation>{n} mit anderer Priorität</translation>
    </message>
    <message>
        <source>{n} with another status</source>
        <translation>{n} mit anderem Status</translation>
    </message>
</context>
<context>
    <name>Notice</name>
    <message>
        <source>Bomizzel crashed the last time</source>
        <translation>Bomizzel ist beim letzten Mal abgestürzt</translation>
    </message>
    <message>
        <source>Bomizzel crashed the last time; nothing was lost. A report is on this computer: “Save diagnostics” in the settings puts it into a file for your IT.</source>
        <translation>Bomizzel ist beim letzten Mal abgestürzt; es ging nichts verloren. Ein Bericht liegt auf diesem Computer: „Diagnose speichern“ in den Einstellungen legt ihn in eine Datei für Ihre IT.</translation>
    </message>
    <message>
        <source>Bomizzel has stopped receiving notifications. Please quit and start it again.</source>
        <translation>Bomizzel empfängt keine Benachrichtigungen mehr. Bitte beenden Sie es und starten Sie es neu.</translation>
    </message>
    <message>
        <source>Bomizzel is running already, but does not answer. End it (process {id}), then try again.</source>
        <translation>Bomizzel läuft schon, antwortet aber nicht. Beenden Sie es (Prozess {id}) und versuchen Sie es dann noch einmal.</translation>
    </message>
    <message>
        <source>Bomizzel is running already, but does not answer. End it, then try again.</source>
        <translation>Bomizzel läuft schon, antwortet aber nicht. Beenden Sie es und versuchen Sie es dann noch einmal.</translation>
    </message>
    <message>
        <source>Bomizzel was ended the last time without being asked</source>
        <translation>Bomizzel wurde beim letzten Mal ungefragt beendet</translation>
    </message>
    <message>
        <source>Bomizzel was ended the last time without being asked: killed, or by a fault. Nothing was lost.</source>
        <translation>Bomizzel wurde beim letzten Mal ungefragt beendet: von außen oder durch einen Fehler. Es ging nichts verloren.</translation>
    </message>
    <message>
        <source>Connected to the server again</source>
        <translation>Wieder mit dem Server verbunden</translation>
    </message>
    <message>
        <source>I see it</source>
        <translation>Ich sehe sie</translation>
    </message>
    <message>
        <source>If you can read this, notifications reach you here.</source>
        <translation>Wenn Sie das lesen können, erreichen Sie Benachrichtigungen hier.</translation>
    </message>
    <message>
        <source>No connection to the server for 5 minutes</source>
        <translation>Seit 5 Minuten keine Verbindung zum Server</translation>
    </message>
    <message>
        <source>The server has been under maintenance for 5 minutes</source>
        <translation>Der Server wird seit 5 Minuten gewartet</translation>
    </message>
    <message>
        <source>This computer has no keyring to keep your session in. You will have to sign in again after a restart.</source>
        <translation>Dieser Computer hat keinen Schlüsselbund, der Ihre Sitzung aufbewahren könnte. Nach einem Neustart müssen Sie sich erneut anmelden.</translation>
    </message>
    <message>
        <source>This is a test notification</source>
        <translation>Das ist eine Testbenachrichtigung</translation>
    </message>
    <message>
        <source>What happened meanwhile is in your notifications.</source>
        <translation>Was inzwischen geschehen ist, finden Sie in Ihren Benachrichtigungen.</translation>
    </message>
    <message>
        <source>You will hear of what happens meanwhile when it is back.</source>
        <translation>Was inzwischen geschieht, erfahren Sie, sobald er wieder da ist.</translation>
    </message>
    <message>
        <source>Your desktop has no place for tray icons; on GNOME the extension AppIndicator adds one. Bomizzel keeps working when you close this window.</source>
        <translation>Ihr Desktop hat keinen Platz für Symbole im Infobereich; unter GNOME schafft ihn die Erweiterung AppIndicator. Bomizzel arbeitet weiter, wenn Sie dieses Fenster schließen.</translation>
    </message>
</context>
<context>
    <name>Priority</name>
    <message>
        <source>high priority</source>
        <translation>hohe Priorität</translation>
    </message>
    <message>
        <source>low priority</source>
        <translation>niedrige Priorität</translation>
    </message>
    <message>
        <source>medium priority</source>
        <translation>mittlere Priorität</translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>A file for your IT with versions, settings, findings and the log. It holds no password and no texts of tickets.</source>
        <translation>Eine Datei für Ihre IT mit Versionen, Einstellungen, Befunden und dem Protokoll. Sie enthält kein Passwort und keine Texte von Tickets.</translation>
    </message>
    <message>
        <source>About and diagnostics</source>
        <translation>Über und Diagnose</translation>
    </message>
    <message>
        <source>Address of the server, such as https://help.example.org. Where the organisation sets it, nobody is asked for it at sign-in.</source>
        <translation>Adresse des Servers, zum Beispiel https://help.example.org. Gibt die Organisation sie vor, wird bei der Anmeldung niemand danach gefragt.</translation>
    </message>
    <message>
        <source>After how many seconds a notification leaves the screen; what is urgent stays.</source>
        <translation>Nach wie vielen Sekunden eine Benachrichtigung vom Bildschirm verschwindet; Dringendes bleibt stehen.</translation>
    </message>
    <message>
        <source>Also writes to the log file what helps to find faults. Titles and texts of tickets are never written.</source>
        <translation>Schreibt auch in die Protokolldatei, was bei der Fehlersuche hilft. Titel und Texte von Tickets werden nie geschrieben.</translation>
    </message>
    <message>
        <source>Always pop up</source>
        <translation>Immer einblenden</translation>
    </message>
    <message>
        <source>Announcements</source>
        <translation>Ankündigungen</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>Darstellung</translation>
    </message>
    <message>
        <source>As its kind says</source>
        <translation>Wie die Art vorgibt</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Assigned to you</source>
        <translation>Ihnen zugewiesen</translation>
    </message>
    <message>
        <source>Became urgent</source>
        <translation>Jetzt dringend</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Auswählen…</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>Verbindung</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Days</source>
        <translation>Tage</translation>
    </message>
    <message>
        <source>Days on which quiet hours begin.</source>
        <translation>Tage, an denen Ruhezeiten beginnen.</translation>
    </message>
    <message>
        <source>Detailed log</source>
        <translation>Ausführliches Protokoll</translation>
    </message>
    <message>
        <source>Diagnostics</source>
        <translation>Diagnose</translation>
    </message>
    <message>
        <source>Escalated</source>
        <translation>Eskaliert</translation>
    </message>
    <message>
        <source>File in PEM format with certificate authorities that are trusted in addition to those of the system. Only the organisation can set it.</source>
        <translation>Datei im PEM-Format mit Zertifizierungsstellen, denen zusätzlich zu denen des Systems vertraut wird. Nur die Organisation kann sie festlegen.</translation>
    </message>
    <message>
        <source>Friday</source>
        <translation>Freitag</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>Further certificate authorities</source>
        <translation>Weitere Zertifizierungsstellen</translation>
    </message>
    <message>
        <source>High priority</source>
        <translation>Hohe Priorität</translation>
    </message>
    <message>
        <source>Holds notifications back during the quiet hours and sums them up at their end.</source>
        <translation>Hält Benachrichtigungen während der Ruhezeiten zurück und fasst sie am Ende zusammen.</translation>
    </message>
    <message>
        <source>Holds notifications back for a while, from now on.</source>
        <translation>Hält Benachrichtigungen ab jetzt eine Zeit lang zurück.</translation>
    </message>
    <message>
        <source>Ids of queues of which everything is listed and nothing pops up.</source>
        <translation>Kennungen von Warteschlangen, von denen alles aufgelistet und nichts eingeblendet wird.</translation>
    </message>
    <message>
        <source>Ids of queues of which everything that notifies pops up.</source>
        <translation>Kennungen von Warteschlangen, von denen jede Benachrichtigung eingeblendet wird.</translation>
    </message>
    <message>
        <source>Ids of queues of which nothing pops up and nothing is listed, except among what was held back.</source>
        <translation>Kennungen von Warteschlangen, von denen nichts eingeblendet und nichts aufgelistet wird, außer unter dem Zurückgehaltenen.</translation>
    </message>
    <message>
        <source>It is gone, and the system does not say why.</source>
        <translation>Sie ist verschwunden, und das System sagt nicht, warum.</translation>
    </message>
    <message>
        <source>It was closed: notifications reach you.</source>
        <translation>Sie wurde geschlossen: Benachrichtigungen erreichen Sie.</translation>
    </message>
    <message>
        <source>It was on the screen and went after its time.</source>
        <translation>Sie war auf dem Bildschirm und ist nach ihrer Zeit verschwunden.</translation>
    </message>
    <message>
        <source>Keep quiet hours</source>
        <translation>Ruhezeiten einhalten</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Language of windows, menus and notifications.</source>
        <translation>Sprache von Fenstern, Menüs und Benachrichtigungen.</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Limits of figures</source>
        <translation>Grenzwerte von Zahlen</translation>
    </message>
    <message>
        <source>Limits that color the figures of the dashboard, one line each: the id of a queue or * for every queue, the figure (open, unassigned, escalated, oldest_minutes or created_last_hour), the value that warns, the value that alarms, - for none, and notify if a notification is to pop up.</source>
        <translation>Grenzwerte, die die Zahlen des Dashboards färben, je eine Zeile: die Kennung einer Warteschlange oder * für jede, die Zahl (open, unassigned, escalated, oldest_minutes oder created_last_hour), der Wert, der warnt, der Wert, der Alarm gibt, - für keinen, und notify, wenn eine Benachrichtigung eingeblendet werden soll.</translation>
    </message>
    <message>
        <source>List only</source>
        <translation>Nur auflisten</translation>
    </message>
    <message>
        <source>Looking around, which takes a few seconds…</source>
        <translation>Wird untersucht, was einige Sekunden dauert…</translation>
    </message>
    <message>
        <source>Medium priority</source>
        <translation>Mittlere Priorität</translation>
    </message>
    <message>
        <source>Mentions</source>
        <translation>Erwähnungen</translation>
    </message>
    <message>
        <source>Monday</source>
        <translation>Montag</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>Stumm</translation>
    </message>
    <message>
        <source>Muted queues</source>
        <translation>Stumme Warteschlangen</translation>
    </message>
    <message>
        <source>Never pop up</source>
        <translation>Nie einblenden</translation>
    </message>
    <message>
        <source>New tickets</source>
        <translation>Neue Tickets</translation>
    </message>
    <message>
        <source>No sound</source>
        <translation>Kein Ton</translation>
    </message>
    <message>
        <source>No way to show notifications works here. You find everything in the notification center.</source>
        <translation>Hier funktioniert kein Weg, Benachrichtigungen einzublenden. Sie finden alles in der Benachrichtigungszentrale.</translation>
    </message>
    <message>
        <source>Nobody</source>
        <translation>Niemand</translation>
    </message>
    <message>
        <source>Not by {way}: {reason}.</source>
        <translation>Nicht durch {way}: {reason}.</translation>
    </message>
    <message>
        <source>Nothing was heard of it. If you did not see it, look at the settings of your system for notifications.</source>
        <translation>Es kam keine Rückmeldung. Wenn Sie sie nicht gesehen haben, prüfen Sie die Einstellungen Ihres Systems für Benachrichtigungen.</translation>
    </message>
    <message>
        <source>Notifications</source>
        <translation>Benachrichtigungen</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>Aus</translation>
    </message>
    <message>
        <source>On its way…</source>
        <translation>Unterwegs…</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>Seiten</translation>
    </message>
    <message>
        <source>Pop up</source>
        <translation>Einblenden</translation>
    </message>
    <message>
        <source>Priority changed</source>
        <translation>Priorität geändert</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>Programm</translation>
    </message>
    <message>
        <source>Queues changed</source>
        <translation>Warteschlangen geändert</translation>
    </message>
    <message>
        <source>Queues that always pop up</source>
        <translation>Warteschlangen, die immer eingeblendet werden</translation>
    </message>
    <message>
        <source>Queues that never pop up</source>
        <translation>Warteschlangen, die nie eingeblendet werden</translation>
    </message>
    <message>
        <source>Quiet hours</source>
        <translation>Ruhezeiten</translation>
    </message>
    <message>
        <source>Reopened</source>
        <translation>Wieder geöffnet</translation>
    </message>
    <message>
        <source>Reset this page</source>
        <translation>Diese Seite zurücksetzen</translation>
    </message>
    <message>
        <source>Saturday</source>
        <translation>Samstag</translation>
    </message>
    <message>
        <source>Save diagnostics</source>
        <translation>Diagnose speichern</translation>
    </message>
    <message>
        <source>Saved as {path}.</source>
        <translation>Gespeichert als {path}.</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>Speichern…</translation>
    </message>
    <message>
        <source>Seconds on screen</source>
        <translation>Sekunden auf dem Bildschirm</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>Senden</translation>
    </message>
    <message>
        <source>Send a test notification</source>
        <translation>Eine Testbenachrichtigung senden</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Server</translation>
    </message>
    <message>
        <source>Server address</source>
        <translation>Serveradresse</translation>
    </message>
    <message>
        <source>Set by your organisation.</source>
        <translation>Von Ihrer Organisation festgelegt.</translation>
    </message>
    <message>
        <source>Settings of {app}</source>
        <translation>Einstellungen von {app}</translation>
    </message>
    <message>
        <source>Settings that were ignored</source>
        <translation>Einstellungen, die nicht beachtet wurden</translation>
    </message>
    <message>
        <source>Shown by {way}.</source>
        <translation>Gezeigt durch {way}.</translation>
    </message>
    <message>
        <source>Shows a notification as every other, and says what became of it.</source>
        <translation>Zeigt eine Benachrichtigung wie jede andere und sagt, was daraus wurde.</translation>
    </message>
    <message>
        <source>Shows what is urgent also during quiet hours and while you are not to be disturbed.</source>
        <translation>Zeigt Dringendes auch während der Ruhezeiten und während Sie nicht gestört werden möchten.</translation>
    </message>
    <message>
        <source>Signed in as</source>
        <translation>Angemeldet als</translation>
    </message>
    <message>
        <source>Sound of the system</source>
        <translation>Ton des Systems</translation>
    </message>
    <message>
        <source>Sounds</source>
        <translation>Töne</translation>
    </message>
    <message>
        <source>Start at sign-in</source>
        <translation>Bei der Anmeldung starten</translation>
    </message>
    <message>
        <source>Start-up</source>
        <translation>Start</translation>
    </message>
    <message>
        <source>Starts the program when you sign in to this computer.</source>
        <translation>Startet das Programm, wenn Sie sich an diesem Computer anmelden.</translation>
    </message>
    <message>
        <source>Status changed</source>
        <translation>Status geändert</translation>
    </message>
    <message>
        <source>Sunday</source>
        <translation>Sonntag</translation>
    </message>
    <message>
        <source>Test notification</source>
        <translation>Testbenachrichtigung</translation>
    </message>
    <message>
        <source>The file with your settings was damaged and has been put aside. Please choose again what you had changed.</source>
        <translation>Die Datei mit Ihren Einstellungen war beschädigt und wurde beiseitegelegt. Bitte wählen Sie erneut, was Sie geändert hatten.</translation>
    </message>
    <message>
        <source>The settings of your organisation cannot be read right now. Those that were read last keep holding.</source>
        <translation>Die Einstellungen Ihrer Organisation sind gerade nicht lesbar. Die zuletzt gelesenen gelten weiter.</translation>
    </message>
    <message>
        <source>The system took it, but is told not to disturb you. Turn that off to see notifications.</source>
        <translation>Das System hat sie angenommen, soll Sie aber nicht stören. Schalten Sie das ab, um Benachrichtigungen zu sehen.</translation>
    </message>
    <message>
        <source>The system took it. If you see it, click it; if not, look at the settings of your system for notifications.</source>
        <translation>Das System hat sie angenommen. Klicken Sie sie an, wenn Sie sie sehen; wenn nicht, prüfen Sie die Einstellungen Ihres Systems für Benachrichtigungen.</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Farbschema</translation>
    </message>
    <message>
        <source>This is not accepted, so nothing was changed.</source>
        <translation>Das wird nicht akzeptiert, deshalb wurde nichts geändert.</translation>
    </message>
    <message>
        <source>Thursday</source>
        <translation>Donnerstag</translation>
    </message>
    <message>
        <source>Tuesday</source>
        <translation>Dienstag</translation>
    </message>
    <message>
        <source>Until</source>
        <translation>Bis</translation>
    </message>
    <message>
        <source>Urgent</source>
        <translation>Dringend</translation>
    </message>
    <message>
        <source>Urgent breaks through</source>
        <translation>Dringendes kommt durch</translation>
    </message>
    <message>
        <source>Wednesday</source>
        <translation>Mittwoch</translation>
    </message>
    <message>
        <source>What is heard when anything else pops up.</source>
        <translation>Was zu hören ist, wenn etwas anderes eingeblendet wird.</translation>
    </message>
    <message>
        <source>What is heard when something important pops up.</source>
        <translation>Was zu hören ist, wenn etwas Wichtiges eingeblendet wird.</translation>
    </message>
    <message>
        <source>What is heard when something urgent pops up.</source>
        <translation>Was zu hören ist, wenn etwas Dringendes eingeblendet wird.</translation>
    </message>
    <message>
        <source>When a ticket arrives in your queues.</source>
        <translation>Wenn in Ihren Warteschlangen ein Ticket eingeht.</translation>
    </message>
    <message>
        <source>When a ticket becomes urgent.</source>
        <translation>Wenn ein Ticket dringend wird.</translation>
    </message>
    <message>
        <source>When a ticket is assigned to you.</source>
        <translation>Wenn Ihnen ein Ticket zugewiesen wird.</translation>
    </message>
    <message>
        <source>When a ticket of yours is escalated.</source>
        <translation>Wenn eines Ihrer Tickets eskaliert wird.</translation>
    </message>
    <message>
        <source>When a ticket of yours is opened again.</source>
        <translation>Wenn eines Ihrer Tickets wieder geöffnet wird.</translation>
    </message>
    <message>
        <source>When quiet hours begin, local time as HH:MM.</source>
        <translation>Wann Ruhezeiten beginnen, Ortszeit als HH:MM.</translation>
    </message>
    <message>
        <source>When quiet hours end, local time as HH:MM, on the same day or the next one. The same time as their beginning means the whole day.</source>
        <translation>Wann Ruhezeiten enden, Ortszeit als HH:MM, am selben oder am nächsten Tag. Dieselbe Zeit wie ihr Beginn bedeutet den ganzen Tag.</translation>
    </message>
    <message>
        <source>When somebody announces something to your teams.</source>
        <translation>Wenn jemand Ihren Teams etwas ankündigt.</translation>
    </message>
    <message>
        <source>When somebody mentions you in a note.</source>
        <translation>Wenn jemand Sie in einer Notiz erwähnt.</translation>
    </message>
    <message>
        <source>When the priority of a ticket of yours changes.</source>
        <translation>Wenn sich die Priorität eines Ihrer Tickets ändert.</translation>
    </message>
    <message>
        <source>When the status of a ticket of yours changes.</source>
        <translation>Wenn sich der Status eines Ihrer Tickets ändert.</translation>
    </message>
    <message>
        <source>When you are given queues, or they are taken from you.</source>
        <translation>Wenn Sie Warteschlangen erhalten oder verlieren.</translation>
    </message>
    <message>
        <source>Whether windows are light or dark.</source>
        <translation>Ob Fenster hell oder dunkel sind.</translation>
    </message>
    <message>
        <source>You clicked it: notifications reach you.</source>
        <translation>Sie haben sie angeklickt: Benachrichtigungen erreichen Sie.</translation>
    </message>
    <message>
        <source>Your queues</source>
        <translation>Ihre Warteschlangen</translation>
    </message>
    <message>
        <source>Your queues appear here when you are signed in.</source>
        <translation>Ihre Warteschlangen erscheinen hier, wenn Sie angemeldet sind.</translation>
    </message>
    <message>
        <source>Your settings could not be saved. They hold until Bomizzel ends.</source>
        <translation>Ihre Einstellungen konnten nicht gespeichert werden. Sie gelten, bis Bomizzel endet.</translation>
    </message>
    <message>
        <source>cannot be read</source>
        <translation>ist nicht lesbar</translation>
    </message>
    <message>
        <source>could not be written</source>
        <translation>konnte nicht geschrieben werden</translation>
    </message>
    <message>
        <source>has a value that is not accepted</source>
        <translation>hat einen Wert, der nicht akzeptiert wird</translation>
    </message>
    <message>
        <source>is damaged</source>
        <translation>ist beschädigt</translation>
    </message>
    <message>
        <source>is no setting</source>
        <translation>ist keine Einstellung</translation>
    </message>
    <message>
        <source>is too large</source>
        <translation>ist zu groß</translation>
    </message>
    <message>
        <source>may not be set there</source>
        <translation>darf dort nicht gesetzt werden</translation>
    </message>
    <message>
        <source>others may write it, so it does not count</source>
        <translation>gilt nicht, weil andere es ändern dürfen</translation>
    </message>
    <message>
        <source>{path} could not be written.</source>
        <translation>{path} konnte nicht geschrieben werden.</translation>
    </message>
</context>
<context>
    <name>SignIn</name>
    <message>
        <source>Certificate of {subject}, issued by {issuer}</source>
        <translation>Zertifikat von {subject}, ausgestellt von {issuer}</translation>
    </message>
    <message>
        <source>Certificate {n}: {subject}</source>
        <translation>Zertifikat {n}: {subject}</translation>
    </message>
    <message>
        <source>Clock of the server: {time}</source>
        <translation>Uhr des Servers: {time}</translation>
    </message>
    <message>
        <source>Clock of this computer: {time}</source>
        <translation>Uhr dieses Computers: {time}</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Kopiert</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>Einzelheiten kopieren</translation>
    </message>
    <message>
        <source>E-mail address</source>
        <translation>E-Mail-Adresse</translation>
    </message>
    <message>
        <source>Enter your e-mail address and your password.</source>
        <translation>Geben Sie Ihre E-Mail-Adresse und Ihr Passwort ein.</translation>
    </message>
    <message>
        <source>Hide</source>
        <translation>Verbergen</translation>
    </message>
    <message>
        <source>Issued by: {issuer}</source>
        <translation>Ausgestellt von: {issuer}</translation>
    </message>
    <message>
        <source>No server of this name is known here. Check the address for typing errors, and your network or VPN.</source>
        <translation>Ein Server dieses Namens ist hier nicht bekannt. Prüfen Sie die Adresse auf Tippfehler sowie Ihr Netzwerk oder VPN.</translation>
    </message>
    <message>
        <source>Nobody whom this computer trusts vouches for this server, so nothing was sent. Send the details to your IT.</source>
        <translation>Niemand, dem dieser Computer vertraut, bürgt für diesen Server, daher wurde nichts gesendet. Schicken Sie die Einzelheiten an Ihre IT.</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>Nicht jetzt</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Passwort</translation>
    </message>
    <message>
        <source>Problem: {code}</source>
        <translation>Problem: {code}</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Server</translation>
    </message>
    <message>
        <source>Server: {host}</source>
        <translation>Server: {host}</translation>
    </message>
    <message>
        <source>Set by your organisation.</source>
        <translation>Von Ihrer Organisation festgelegt.</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Anzeigen</translation>
    </message>
    <message>
        <source>Show password</source>
        <translation>Passwort anzeigen</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>Anmelden</translation>
    </message>
    <message>
        <source>Sign in to {app}</source>
        <translation>Bei {app} anmelden</translation>
    </message>
    <message>
        <source>Signing in did not succeed ({code}). Tell your administrator this code.</source>
        <translation>Die Anmeldung ist nicht gelungen ({code}). Nennen Sie Ihrer Administration diesen Code.</translation>
    </message>
    <message>
        <source>Signing in…</source>
        <translation>Anmeldung läuft…</translation>
    </message>
    <message>
        <source>The certificate belongs to another server than {host}, so nothing was sent. Check the address. If it is right, send the details to your IT.</source>
        <translation>Das Zertifikat gehört zu einem anderen Server als {host}, daher wurde nichts gesendet. Prüfen Sie die Adresse. Wenn sie stimmt, schicken Sie die Einzelheiten an Ihre IT.</translation>
    </message>
    <message>
        <source>The clock of this computer is {time} ahead of the server&apos;s, so certificates look expired. Set date and time, then try again.</source>
        <translation>Die Uhr dieses Computers geht {time} vor, daher erscheinen Zertifikate als abgelaufen. Stellen Sie Datum und Uhrzeit und versuchen Sie es dann noch einmal.</translation>
    </message>
    <message>
        <source>The clock of this computer is {time} behind the server&apos;s, so certificates look as if they were not valid yet. Set date and time, then try again.</source>
        <translation>Die Uhr dieses Computers geht {time} nach, daher erscheinen Zertifikate als noch nicht gültig. Stellen Sie Datum und Uhrzeit und versuchen Sie es dann noch einmal.</translation>
    </message>
    <message>
        <source>The computer at this address is there, but no server answers on it. Check the address, or ask your administrator.</source>
        <translation>Der Computer unter dieser Adresse ist da, aber kein Server antwortet auf ihm. Prüfen Sie die Adresse, oder fragen Sie Ihre Administration.</translation>
    </message>
    <message>
        <source>The e-mail address or the password is not right. Check both and try again.</source>
        <translation>Die E-Mail-Adresse oder das Passwort stimmt nicht. Prüfen Sie beides und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>The proxy that this computer is set to does not let Bomizzel through. Tell your IT the address of the server.</source>
        <translation>Der Proxy, den dieser Computer verwendet, lässt Bomizzel nicht durch. Nennen Sie Ihrer IT die Adresse des Servers.</translation>
    </message>
    <message>
        <source>The server cannot be reached. Check your network or VPN, then try again.</source>
        <translation>Der Server ist nicht erreichbar. Prüfen Sie Ihr Netzwerk oder VPN und versuchen Sie es dann noch einmal.</translation>
    </message>
    <message>
        <source>The server does not answer. Check your network or VPN, then try again.</source>
        <translation>Der Server antwortet nicht. Prüfen Sie Ihr Netzwerk oder VPN und versuchen Sie es dann noch einmal.</translation>
    </message>
    <message>
        <source>The server has a problem of its own. Try again later.</source>
        <translation>Der Server hat selbst ein Problem. Versuchen Sie es später noch einmal.</translation>
    </message>
    <message>
        <source>The server is not available right now. Try again in a minute.</source>
        <translation>Der Server ist gerade nicht verfügbar. Versuchen Sie es in einer Minute noch einmal.</translation>
    </message>
    <message>
        <source>The server&apos;s certificate expired on {date}, so nothing was sent. Send the details to your IT: it has to be renewed.</source>
        <translation>Das Zertifikat des Servers ist am {date} abgelaufen, daher wurde nichts gesendet. Schicken Sie die Einzelheiten an Ihre IT: Es muss erneuert werden.</translation>
    </message>
    <message>
        <source>The server&apos;s certificate is not valid before {date}, so nothing was sent. Send the details to your IT.</source>
        <translation>Das Zertifikat des Servers gilt erst ab {date}, daher wurde nichts gesendet. Schicken Sie die Einzelheiten an Ihre IT.</translation>
    </message>
    <message>
        <source>There is no Bomizzel server at this address. Check the address for typing errors.</source>
        <translation>Unter dieser Adresse gibt es keinen Bomizzel-Server. Prüfen Sie die Adresse auf Tippfehler.</translation>
    </message>
    <message>
        <source>There were too many attempts. Try again in {time}.</source>
        <translation>Es waren zu viele Versuche. Versuchen Sie es in {time} noch einmal.</translation>
    </message>
    <message>
        <source>There were too many attempts. Wait a minute, then try again.</source>
        <translation>Es waren zu viele Versuche. Warten Sie eine Minute und versuchen Sie es dann noch einmal.</translation>
    </message>
    <message>
        <source>This account is disabled. An administrator of the help desk can enable it.</source>
        <translation>Dieses Konto ist deaktiviert. Die Administration des Helpdesks kann es aktivieren.</translation>
    </message>
    <message>
        <source>This account may not use notifications. Please ask your administrator.</source>
        <translation>Dieses Konto darf keine Benachrichtigungen nutzen. Bitte wenden Sie sich an Ihre Administration.</translation>
    </message>
    <message>
        <source>This is not a server address. It looks like https://help.example.com.</source>
        <translation>Das ist keine Serveradresse. So sieht eine aus: https://help.example.com.</translation>
    </message>
    <message>
        <source>This version of Bomizzel is too old for the server. Update it, or ask your IT to do that.</source>
        <translation>Diese Version von Bomizzel ist zu alt für den Server. Aktualisieren Sie sie, oder bitten Sie Ihre IT darum.</translation>
    </message>
    <message>
        <source>Valid from {begin} to {end}</source>
        <translation>Gültig von {begin} bis {end}</translation>
    </message>
    <message>
        <source>Your session has ended. Please sign in again.</source>
        <translation>Ihre Sitzung ist beendet. Bitte melden Sie sich erneut an.</translation>
    </message>
    <message>
        <source>you@example.com</source>
        <translation>sie@example.com</translation>
    </message>
</context>
<context>
    <name>Status</name>
    <message>
        <source>do not disturb until {time}</source>
        <translation>nicht stören bis {time}</translation>
    </message>
    <message>
        <source>since {time}</source>
        <translation>seit {time}</translation>
    </message>
    <message>
        <source>verified {ago}</source>
        <translation>geprüft {ago}</translation>
    </message>
    <message>
        <source>{n} more</source>
        <translation>{n} weitere</translation>
    </message>
</context>
<context>
    <name>Ticket</name>
    <message>
        <source>by {name}</source>
        <translation>von {name}</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>geschlossen</translation>
    </message>
    <message>
        <source>escalated</source>
        <translation>eskaliert</translation>
    </message>
    <message>
        <source>high priority</source>
        <translation>hohe Priorität</translation>
    </message>
    <message>
        <source>in progress</source>
        <translation>in Bearbeitung</translation>
    </message>
    <message>
        <source>low priority</source>
        <translation>niedrige Priorität</translation>
    </message>
    <message>
        <source>normal priority</source>
        <translation>normale Priorität</translation>
    </message>
    <message>
        <source>on hold</source>
        <translation>zurückgestellt</translation>
    </message>
    <message>
        <source>open</source>
        <translation>offen</translation>
    </message>
    <message>
        <source>pending</source>
        <translation>wartend</translation>
    </message>
    <message>
        <source>resolved</source>
        <translation>gelöst</translation>
    </message>
    <message>
        <source>urgent</source>
        <translation>dringend</translation>
    </message>
</context>
<context>
    <name>Times</name>
    <message>
        <source>just now</source>
        <translation>gerade eben</translation>
    </message>
    <message>
        <source>{n} d ago</source>
        <translation>vor {n} Tg.</translation>
    </message>
    <message>
        <source>{n} days</source>
        <translation>{n} Tage</translation>
    </message>
    <message>
        <source>{n} h ago</source>
        <translation>vor {n} Std.</translation>
    </message>
    <message>
        <source>{n} hours</source>
        <translation>{n} Stunden</translation>
    </message>
    <message>
        <source>{n} min ago</source>
        <translation>vor {n} min</translation>
    </message>
    <message>
        <source>{n} minutes</source>
        <translation>{n} Minuten</translation>
    </message>
    <message>
        <source>{n} s ago</source>
        <translation>vor {n} s</translation>
    </message>
    <message>
        <source>{n} second</source>
        <translation>{n} Sekunde</translation>
    </message>
    <message>
        <source>{n} seconds</source>
        <translation>{n} Sekunden</translation>
    </message>
</context>
<context>
    <name>Title</name>
    <message>
        <source>#{number} became urgent</source>
        <translation>#{number} ist jetzt dringend</translation>
    </message>
    <message>
        <source>#{number} changed</source>
        <translation>#{number} wurde geändert</translation>
    </message>
    <message>
        <source>#{number} has another priority</source>
        <translation>#{number} hat eine andere Priorität</translation>
    </message>
    <message>
        <source>#{number} has another status</source>
        <translation>#{number} hat einen anderen Status</translation>
    </message>
    <message>
        <source>#{number} is now {status}</source>
        <translation>#{number} ist jetzt {status}</translation>
    </message>
    <message>
        <source>#{number} was assigned to you</source>
        <translation>#{number} wurde Ihnen zugewiesen</translation>
    </message>
    <message>
        <source>#{number} was escalated</source>
        <translation>#{number} wurde eskaliert</translation>
    </message>
    <message>
        <source>#{number} was reopened</source>
        <translation>#{number} wurde wieder geöffnet</translation>
    </message>
    <message>
        <source>A new ticket came in</source>
        <translation>Ein neues Ticket ist eingegangen</translation>
    </message>
    <message>
        <source>A ticket became urgent</source>
        <translation>Ein Ticket ist jetzt dringend</translation>
    </message>
    <message>
        <source>A ticket changed</source>
        <translation>Ein Ticket wurde geändert</translation>
    </message>
    <message>
        <source>A ticket has another priority</source>
        <translation>Ein Ticket hat eine andere Priorität</translation>
    </message>
    <message>
        <source>A ticket has another status</source>
        <translation>Ein Ticket hat einen anderen Status</translation>
    </message>
    <message>
        <source>A ticket was assigned to you</source>
        <translation>Ein Ticket wurde Ihnen zugewiesen</translation>
    </message>
    <message>
        <source>A ticket was escalated</source>
        <translation>Ein Ticket wurde eskaliert</translation>
    </message>
    <message>
        <source>A ticket was reopened</source>
        <translation>Ein Ticket wurde wieder geöffnet</translation>
    </message>
    <message>
        <source>Announcement to your team</source>
        <translation>Ankündigung an Ihr Team</translation>
    </message>
    <message>
        <source>Announcement to {team}</source>
        <translation>Ankündigung an {team}</translation>
    </message>
    <message>
        <source>New ticket #{number}</source>
        <translation>Neues Ticket #{number}</translation>
    </message>
    <message>
        <source>You were mentioned in #{number}</source>
        <translation>Sie wurden in #{number} erwähnt</translation>
    </message>
    <message>
        <source>You were mentioned in a ticket</source>
        <translation>Sie wurden in einem Ticket erwähnt</translation>
    </message>
    <message>
        <source>Your queues changed</source>
        <translation>Ihre Warteschlangen haben sich geändert</translation>
    </message>
    <message>
        <source>{actor} mentioned you in #{number}</source>
        <translation>{actor} hat Sie in #{number} erwähnt</translation>
    </message>
    <message>
        <source>{actor} mentioned you in a ticket</source>
        <translation>{actor} hat Sie in einem Ticket erwähnt</translation>
    </message>
</context>
<context>
    <name>Toast</name>
    <message>
        <source>Claim</source>
        <translation>Übernehmen</translation>
    </message>
    <message>
        <source>In 15 minutes</source>
        <translation>In 15 Minuten</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Anzeigen</translation>
    </message>
    <message>
        <source>While you were away: {counts}</source>
        <translation>Während Ihrer Abwesenheit: {counts}</translation>
    </message>
    <message>
        <source>and {n} more</source>
        <translation>und {n} weitere</translation>
    </message>
    <message>
        <source>{n} more: {counts}</source>
        <translation>{n} weitere: {counts}</translation>
    </message>
</context>
<context>
    <name>Tray</name>
    <message>
        <source>Claim</source>
        <translation>Übernehmen</translation>
    </message>
    <message>
        <source>Dashboard…</source>
        <translation>Dashboard…</translation>
    </message>
    <message>
        <source>Do not disturb</source>
        <translation>Nicht stören</translation>
    </message>
    <message>
        <source>Do not disturb until {time}</source>
        <translation>Nicht stören bis {time}</translation>
    </message>
    <message>
        <source>For 1 hour</source>
        <translation>Für 1 Stunde</translation>
    </message>
    <message>
        <source>For 30 minutes</source>
        <translation>Für 30 Minuten</translation>
    </message>
    <message>
        <source>Mark all read</source>
        <translation>Alle als gelesen markieren</translation>
    </message>
    <message>
        <source>Mark read</source>
        <translation>Als gelesen markieren</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Open notifications…</source>
        <translation>Benachrichtigungen öffnen…</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Remind me in {n} minutes</source>
        <translation>In {n} Minuten erinnern</translation>
    </message>
    <message>
        <source>Send a test notification</source>
        <translation>Testbenachrichtigung senden</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>Einstellungen…</translation>
    </message>
    <message>
        <source>Sign in…</source>
        <translation>Anmelden…</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>Abmelden</translation>
    </message>
    <message>
        <source>Turn off</source>
        <translation>Ausschalten</translation>
    </message>
    <message>
        <source>Until tomorrow, {time}</source>
        <translation>Bis morgen, {time}</translation>
    </message>
</context>
<context>
    <name>Why</name>
    <message>
        <source>It happened on {time}.</source>
        <translation>Es geschah am {time}.</translation>
    </message>
    <message>
        <source>It has not been decided yet: Bomizzel is catching up.</source>
        <translation>Darüber ist noch nicht entschieden: Bomizzel holt noch auf.</translation>
    </message>
    <message>
        <source>It interrupted nobody: it is from before you signed in here.</source>
        <translation>Es hat niemanden unterbrochen: Es stammt aus der Zeit, bevor Sie sich hier angemeldet haben.</translation>
    </message>
    <message>
        <source>It interrupted nobody: it was read before it came here.</source>
        <translation>Es hat niemanden unterbrochen: Es war schon gelesen, bevor es hier ankam.</translation>
    </message>
    <message>
        <source>It interrupted nobody: you asked for older ones.</source>
        <translation>Es hat niemanden unterbrochen: Sie haben ältere geladen.</translation>
    </message>
    <message>
        <source>It is only listed: this kind interrupts nobody.</source>
        <translation>Es wird nur aufgelistet: Diese Art unterbricht niemanden.</translation>
    </message>
    <message>
        <source>It is only listed: you made this queue quiet.</source>
        <translation>Es wird nur aufgelistet: Sie haben diese Warteschlange leise gestellt.</translation>
    </message>
    <message>
        <source>It was decided on {time}.</source>
        <translation>Entschieden wurde am {time}.</translation>
    </message>
    <message>
        <source>It was held back until the end of do-not-disturb.</source>
        <translation>Es wurde bis zum Ende von „Nicht stören“ zurückgehalten.</translation>
    </message>
    <message>
        <source>It was held back until the end of your quiet hours.</source>
        <translation>Es wurde bis zum Ende Ihrer Ruhezeiten zurückgehalten.</translation>
    </message>
    <message>
        <source>It was held back until {time}.</source>
        <translation>Es wurde bis {time} zurückgehalten.</translation>
    </message>
    <message>
        <source>It was held back: your system was set to do-not-disturb.</source>
        <translation>Es wurde zurückgehalten: Ihr System war auf „Nicht stören“ gestellt.</translation>
    </message>
    <message>
        <source>It was not listed: you muted this queue.</source>
        <translation>Es wurde nicht aufgelistet: Sie haben diese Warteschlange stumm geschaltet.</translation>
    </message>
    <message>
        <source>It was not listed: you switched this kind off.</source>
        <translation>Es wurde nicht aufgelistet: Sie haben diese Art ausgeschaltet.</translation>
    </message>
    <message>
        <source>It was part of a summary: many came at the same time.</source>
        <translation>Es war Teil einer Zusammenfassung: Viele kamen gleichzeitig.</translation>
    </message>
    <message>
        <source>It was part of the summary after your absence.</source>
        <translation>Es war Teil der Zusammenfassung nach Ihrer Abwesenheit.</translation>
    </message>
    <message>
        <source>It was shown although it was quiet, because it cannot wait.</source>
        <translation>Es wurde trotz der Ruhe gezeigt, weil es nicht warten kann.</translation>
    </message>
    <message>
        <source>It was shown at once, because it concerns you directly.</source>
        <translation>Es wurde sofort gezeigt, weil es Sie unmittelbar betrifft.</translation>
    </message>
    <message>
        <source>It was shown at once: you want to be told of this kind.</source>
        <translation>Es wurde sofort gezeigt: Sie möchten von dieser Art erfahren.</translation>
    </message>
    <message>
        <source>It was shown at once: you want to hear all of this queue.</source>
        <translation>Es wurde sofort gezeigt: Sie möchten alles aus dieser Warteschlange erfahren.</translation>
    </message>
    <message>
        <source>You will be reminded at {time}.</source>
        <translation>Die Erinnerung kommt am {time}.</translation>
    </message>
</context>
</TS>
