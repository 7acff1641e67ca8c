"""What lies beside every backup, for whoever finds the stick years later."""

TEXT = """\
RESPALDO DE AMPARO

Esta carpeta guarda copias cifradas de una instalación de Amparo. Sin las dos partes de la clave,
que guardan dos personas distintas, nadie puede abrirlas: tampoco quien las hizo.

QUÉ HAY AQUÍ
  respaldo-FECHA/        los datos de ese momento, cifrados, y un índice (manifest.json)
  llaves/                las llaves, cifradas y aparte; las de más de 35 días se quitan solas
  tombstones.jsonl       lápidas: quién se borró no vuelve. No lleva nombres. No lo quite.
                         Después de borrar a alguien haga un respaldo el mismo día: la lleva aquí.
  README.txt             esta hoja

PARA HACER UN RESPALDO
  1. Conecte la memoria USB.
  2. amparo backup --to CARPETA-DE-LA-MEMORIA
  3. Desconéctela y guárdela en otro edificio, bajo llave.
  La primera vez aparecen dos partes de una clave, una después de otra. Cada persona copia la suya
  en papel, a mano, sin foto. Guárdelas en lugares distintos. No se vuelven a mostrar.

PARA COMPROBARLO (una vez al mes)
  amparo restore --from CARPETA-DE-LA-MEMORIA --check
  Si pide las partes y no las tiene a mano, deje la línea vacía: comprueba lo que puede sin ellas.

PARA RECUPERAR LOS DATOS
  1. En un equipo con Amparo instalado, elija una carpeta nueva y vacía.
  2. AMPARO_HOME=/ruta/nueva amparo restore --from CARPETA-DE-LA-MEMORIA
  3. Cada persona escribe su parte. Si la instalación pedía una contraseña al abrirse, será la
     misma: los archivos de llaves viajan envueltos y sin ella no abren nada.
  4. Al terminar, arranque con `amparo serve` y revise que todo esté.
  Con PostgreSQL hace falta una base vacía y los mismos nombres de cuenta en el servidor; con llaves
  en un servicio externo (KMS, credenciales de systemd) hace falta también ese servicio.

SI SE PIERDE UNA PARTE
  Los respaldos que existen ya no se abren. Borre backup-key.json de la carpeta de datos y haga uno
  nuevo: saldrán dos partes nuevas. Destruya los respaldos viejos.

SI ROBAN LA MEMORIA
  Sin las dos partes no se abre. Anótelo en el registro de brechas y haga una clave nueva.
"""
